import Executions
import GeminiAPI
import ModelBackends
import Synchronization

@testable import ChatCompletions

/// A server in the test's hands: its completions are written down before, and what it was asked is kept.
final class ScriptedServer: CompletionTransport {
  enum Reply: Sendable {
    case says([CompletionEvent])
    case refuses(CompletionFault)
    /// Breaks off behind its pieces.
    case breaks([CompletionEvent], CompletionFault)
  }

  private let replies: Mutex<ArraySlice<Reply>>
  private let bodies = Mutex<[JSONValue]>([])

  init(_ replies: [Reply]) { self.replies = Mutex(replies[...]) }

  /// What it was asked, in order.
  var asked: [JSONValue] { bodies.withLock { $0 } }

  func complete(_ body: [UInt8]) async throws -> any CompletionStream {
    let parsed = try JSONParser.parse(body)
    bodies.withLock { $0.append(parsed) }
    switch replies.withLock({ $0.popFirst() }) {
    case .says(let events)?: return Stream(events, nil)
    case .breaks(let events, let fault)?: return Stream(events, fault)
    case .refuses(let fault)?: throw fault
    case nil: throw CompletionFault(.other, .internal("The test has no further completion."))
    }
  }

  func models() async throws -> [String] { [] }

  private final class Stream: CompletionStream {
    private let events: Mutex<ArraySlice<CompletionEvent>>
    private let fault: CompletionFault?

    init(_ events: [CompletionEvent], _ fault: CompletionFault?) {
      self.events = Mutex(events[...])
      self.fault = fault
    }

    func next() async throws -> CompletionEvent? {
      if let event = events.withLock({ $0.popFirst() }) { return event }
      if let fault { throw fault }
      return nil
    }
  }
}

extension ScriptedServer.Reply {
  /// A text, a piece for each word.
  static func text(_ text: String, _ usage: CompletionUsage? = nil, finish: String = "stop") -> Self {
    let words = text.split(separator: " ", omittingEmptySubsequences: false).enumerated()
    let pieces = words.map { CompletionEvent.content(($0.offset == 0 ? "" : " ") + $0.element) }
    return .says(pieces + [.finish(finish)] + (usage.map { [.usage($0)] } ?? []))
  }

  /// A native call of the function that runs code.
  static func code(_ codes: String..., finish: String = "tool_calls") -> Self {
    .says(
      codes.enumerated().map { index, code in
        let arguments: JSONValue = ["code": .string(code)]
        return .toolCall(
          index: index,
          id: "id\(index)",
          name: "run_python",
          arguments: String(decoding: arguments.json(pretty: false), as: UTF8.self)
        )
      } + [.finish(finish)]
    )
  }

  static func refusal(_ kind: CompletionFault.Kind) -> Self {
    .refuses(CompletionFault(kind, .refused(400, reason: "their words", type: nil)))
  }
}

/// Plays the pipeline's part: runs code, keeps the failures, and gives what a client would see.
enum Session {
  static func play(_ server: ScriptedServer, _ conversation: Conversation) async throws -> [ModelDelta] {
    try await play(server, ChatUpstream(), conversation)
  }

  /// - Parameters:
  ///   - server: Answers.
  ///   - upstream: What is known of it.
  ///   - modes: What was learnt before.
  ///   - conversation: What is asked.
  ///   - run: What comes of a block.
  /// - Returns: The deltas of all turns.
  /// - Throws: What the backend throws.
  static func play(
    _ server: ScriptedServer,
    _ upstream: ChatUpstream = ChatUpstream(),
    modes: UpstreamModes = UpstreamModes(),
    _ conversation: Conversation = .asking(),
    run: (String) -> Execution = { .printing("out of \($0)\n") }
  ) async throws -> [ModelDelta] {
    let backend = ChatBackend(transport: server, upstream: upstream, modes: modes, clock: ContinuousClock())
    guard case .turns(let responder) = try await backend.respond(to: conversation) else { return [] }
    var said: [ModelDelta] = []
    var (last, failures, callsFunction): (Execution?, Int, Bool) = (nil, 0, false)
    repeat {
      _ = try await responder.beginTurn(after: last, runsCode: conversation.codeExecutionIsOn && failures < 5)
      last = nil
      while let delta = try await responder.nextDelta() {
        said.append(delta)
        switch delta {
        case .executableCode(let code, _) where failures < 5:
          let execution = run(code.code)
          last = execution
          failures += execution.outcome == .ok ? 0 : 1
        case .functionCall: callsFunction = true
        case .finish: return said
        default: break
        }
      }
    } while last != nil && !callsFunction
    return said
  }
}

extension Conversation {
  /// A prompt with the tool on.
  static func asking(
    _ prompt: String = "How much?",
    codeExecution: Bool = true,
    _ change: (inout Conversation) -> Void = { _ in }
  ) -> Conversation {
    var request = GenerateContentRequest()
    request.contents = [Content(role: "user", parts: [.text(prompt)])]
    var conversation = Conversation(model: "m", request: request, codeExecutionIsOn: codeExecution)
    change(&conversation)
    return conversation
  }
}

extension Execution {
  static func printing(_ text: String, files: [CodeFile] = []) -> Execution {
    Execution(ending: .completed(failure: nil), standardOutput: CapturedOutput(head: Array(text.utf8)), files: files)
  }

  static func failing(_ text: String, printing output: String = "") -> Execution {
    Execution(ending: .completed(failure: text), standardOutput: CapturedOutput(head: Array(output.utf8)))
  }
}

extension [ModelDelta] {
  /// What was said, joined: texts, code in brackets.
  var spoken: String {
    map { delta in
      switch delta {
      case .text(let text): text
      case .thought(let text): "(\(text))"
      case .executableCode(let code, _): "[\(code.code)]"
      case .functionCall(let call): "<\(call.name)>"
      case .finish(let reason, let message): "!\(reason.rawValue)\(message.map { " \($0)" } ?? "")"
      default: ""
      }
    }
    .joined()
  }

  var usage: UsageOverride? {
    compactMap { if case .usage(let usage) = $0 { usage } else { nil } }.last
  }
}

extension JSONValue {
  /// The messages of a request.
  var messages: [JSONValue] { self["messages"]?.elements ?? [] }

  var role: String { self["role"]?.text ?? "" }

  /// The content of a message, a list's texts and images in brackets.
  var content: String {
    self["content"]?.text
      ?? (self["content"]?.elements ?? []).map { $0["text"]?.text ?? "[image]" }.joined(separator: "|")
  }

  var written: String { String(decoding: json(pretty: false), as: UTF8.self) }
}

extension GenerationConfig {
  init(maxOutputTokens: Int) {
    self.init()
    self.maxOutputTokens = maxOutputTokens
  }
}

extension [JSONValue] {
  /// An element, or null: a test that expects more than came fails, and the others go on.
  subscript(at index: Int) -> JSONValue { indices.contains(index) ? self[index] : .null }
}
