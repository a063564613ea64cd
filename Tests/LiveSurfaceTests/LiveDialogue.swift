import GeminiAPI
import Generation
import ModelBackends

@testable import LiveSurface

/// A session with a client and a model that say what a test wants, and what came of it in short words.
struct LiveDialogue {
  private(set) var state: LiveSessionState
  /// What was done since `take` was last called: `setupComplete`, `text Yes`, `begin 1`, `close 1007 …`.
  private var done: [String] = []
  /// What the model was asked with the last run.
  private(set) var question: LiveQuestion?
  /// By their handles.
  private(set) var memories: [String: LiveMemory] = [:]
  private(set) var run = 0
  private let traits: LiveTraits
  private let contents: [Content]
  private let lifetime: Duration?

  /// A model of 2.5 that answers in text and runs code.
  static let halfCascade: LiveTraits = {
    var traits = LiveTraits()
    (traits.modalities, traits.codeExecution, traits.typingWhileCalling) = (["TEXT", "AUDIO"], true, .waits)
    return traits
  }()

  init(
    _ setup: String = "{}",
    traits: LiveTraits = halfCascade,
    contents: [Content] = [],
    lifetime: Duration? = nil,
    isOpen: Bool = true
  ) {
    let names = Names()
    state = LiveSessionState(
      identifiers: LiveIdentifiers(nextCall: { names.next("c") }, nextHandle: { names.next("h") })
    )
    (self.traits, self.contents, self.lifetime) = (traits, contents, lifetime)
    guard isOpen else { return }
    client(#"{"setup": \#(setup)}"#)
    _ = take()
  }

  /// What happened since the last call.
  mutating func take() -> [String] {
    defer { done = [] }
    return done
  }

  mutating func client(_ json: String) {
    do throws(Status) {
      put(.message(try BidiGenerateContentClientMessage.kind(of: Array(json.utf8))))
    } catch {
      put(.unreadable(error))
    }
  }

  /// Types a text that is a question.
  mutating func ask(_ text: String) {
    client(#"{"clientContent": {"turns": [{"role": "user", "parts": [{"text": "\#(text)"}]}], "turnComplete": true}}"#)
  }

  mutating func answer(_ id: String, _ more: String = "") {
    client(
      #"{"toolResponse": {"functionResponses": [{"id": "\#(id)", "name": "f", "response": {"of": "\#(id)"}\#(more)}]}}"#
    )
  }

  /// The model says something in the run at hand, or another one.
  mutating func model(_ events: GenerationEvent..., run: Int? = nil) {
    for event in events {
      let usage = UsageMetadata(promptTokenCount: 10, candidatesTokenCount: 2, totalTokenCount: 12)
      put(.event(run: run ?? self.run, event, usage))
    }
  }

  /// The model's run ends.
  mutating func end(_ ending: Ending = Ending(.stop), run: Int? = nil) {
    model(.finished(ending), run: run)
    put(.ended(run: run ?? self.run, .said))
  }

  mutating func put(_ input: LiveSessionState.Input) {
    for effect in state.take(input) { note(effect) }
  }

  private mutating func note(_ effect: LiveSessionState.Effect) {
    switch effect {
    case .open(let setup):
      let modality = setup.generationConfig?.responseModalities == ["AUDIO"] ? Modality.audio : .text
      var opening = LiveOpening(traits: traits, modality: modality, surface: .gemini, setup: setup, model: "m")
      (opening.contents, opening.lifetime) = (contents, lifetime)
      put(.opened(opening))
    case .send(let message): done.append(Self.words(message))
    case .begin(let run, let question):
      (self.run, self.question) = (run, question)
      done.append("begin \(run)")
    case .cancel(let run): done.append("cancel \(run)")
    case .wait(let timer, let duration): done.append("wait \(timer) \(duration)")
    case .keep(let handle, let memory): memories[handle] = memory
    case .close(let close): done.append("close \(close.code) \(close.reason)")
    }
  }

  private static func words(_ message: BidiGenerateContentServerMessage) -> String {
    switch message.kind {
    case .setupComplete: "setupComplete"
    case .toolCall(let calls): "toolCall " + calls.map { "\($0.name):\($0.id ?? "")" }.joined(separator: ",")
    case .toolCallCancellation(let ids): "cancelled " + ids.joined(separator: ",")
    case .goAway(let milliseconds): "goAway \(milliseconds)"
    case .sessionResumptionUpdate(let handle): "handle \(handle ?? "none")"
    case .verbatim: "verbatim"
    case .serverContent(let content): words(content) + (message.usage == nil ? "" : "+usage")
    }
  }

  private static func words(_ content: BidiGenerateContentServerMessage.ServerContent) -> String {
    if let part = content.modelTurn?.parts.first {
      return switch part.data {
      case .text(let text): "text \(text)"
      case .executableCode(let code): "code \(code.code)"
      case .codeExecutionResult(let result): "result \(result.output ?? "")"
      case .inlineData(let blob): "data \(blob.mimeType)"
      default: "part"
      }
    }
    let flags = [
      (content.generationComplete, "generationComplete"), (content.turnComplete, "turnComplete"),
      (content.interrupted, "interrupted"),
    ]
    let words = flags.filter(\.0).map(\.1) + (content.interactionStatus.map { [$0] } ?? [])
    return (words + content.otherMembers.map(\.key.text)).joined(separator: " ")
  }
}

/// Counts names, so that tests can say them.
private final class Names: Sendable {
  private let counts = Counter()

  func next(_ kind: String) -> String { "\(kind)\(counts.next(kind))" }
}
