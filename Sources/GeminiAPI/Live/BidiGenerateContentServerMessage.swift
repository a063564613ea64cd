/// One message of the server in a Live session, keys in the service's order.
///
/// It goes out as a binary frame of UTF-8 JSON on several lines, as recorded of the service.
package struct BidiGenerateContentServerMessage: Hashable, Sendable, JSONWritable {
  package enum Kind: Hashable, Sendable {
    /// The first message, alone; with an id on Vertex AI.
    case setupComplete(sessionId: String?)
    indirect case serverContent(ServerContent)
    /// Each call has an id.
    case toolCall([FunctionCall])
    /// The ids of calls whose answers are no longer wanted.
    case toolCallCancellation([String])
    /// Time until the server closes, in milliseconds.
    case goAway(milliseconds: Int)
    /// Where the session can be resumed; nil while it cannot.
    case sessionResumptionUpdate(handle: String?)
    /// A whole message as somebody wrote it.
    case verbatim([JSONMember])
  }

  package var kind: Kind
  package var usage: LiveUsageMetadata?

  package init(_ kind: Kind, usage: LiveUsageMetadata? = nil) { (self.kind, self.usage) = (kind, usage) }

  package static func content(_ content: ServerContent, usage: LiveUsageMetadata? = nil) -> Self {
    Self(.serverContent(content), usage: usage)
  }

  package func write(to writer: inout JSONWriter) {
    writer.object { writer in
      switch kind {
      case .setupComplete(let id):
        writer.key("setupComplete")
        writer.object { $0.member("sessionId", id) }
      case .serverContent(let content): writer.member("serverContent", content)
      case .toolCall(let calls):
        writer.key("toolCall")
        writer.object { $0.member("functionCalls", calls.map(\.withArguments)) }
      case .toolCallCancellation(let ids):
        writer.key("toolCallCancellation")
        writer.object { $0.member("ids", ids) }
      case .goAway(let milliseconds):
        writer.key("goAway")
        writer.object { $0.member("timeLeft", ProtoDuration.text(milliseconds: milliseconds)) }
      case .sessionResumptionUpdate(let handle):
        writer.key("sessionResumptionUpdate")
        writer.object { writer in
          writer.member("newHandle", handle)
          if handle != nil { writer.member("resumable", true) }
        }
      case .verbatim(let members): writer.members(members)
      }
      writer.member("usageMetadata", usage)
    }
  }

  /// What the model says, and where its turn stands; a flag is written only where it is true.
  package struct ServerContent: Hashable, Sendable, JSONWritable {
    package var modelTurn: Content?
    package var inputTranscription: String?
    package var outputTranscription: String?
    package var generationComplete = false
    package var turnComplete = false
    package var interrupted = false
    /// `IN_PROGRESS` or `IDLE`, of models that say so.
    package var interactionStatus: String?
    /// `groundingMetadata`, `urlContextMetadata`.
    package var otherMembers: [JSONMember] = []

    package init() {}

    package init(parts: [Part], role: String? = nil) { modelTurn = Content(role: role, parts: parts) }

    package static var generationComplete: Self { with(\.generationComplete) }
    package static var turnComplete: Self { with(\.turnComplete) }
    package static var interrupted: Self { with(\.interrupted) }

    private static func with(_ flag: WritableKeyPath<Self, Bool>) -> Self {
      var content = Self()
      content[keyPath: flag] = true
      return content
    }

    package func write(to writer: inout JSONWriter) {
      writer.object { writer in
        writer.member("modelTurn", modelTurn)
        for (key, text) in [("inputTranscription", inputTranscription), ("outputTranscription", outputTranscription)] {
          guard let text else { continue }
          writer.key(key)
          writer.object { $0.member("text", text) }
        }
        for (key, flag) in [
          ("generationComplete", generationComplete), ("turnComplete", turnComplete), ("interrupted", interrupted),
        ] where flag {
          writer.member(key, true)
        }
        writer.member("interactionStatus", interactionStatus)
        writer.members(otherMembers)
      }
    }
  }
}

/// Token counts of a turn in a Live session: `responseTokenCount` in the place of `candidatesTokenCount`.
package struct LiveUsageMetadata: Hashable, Sendable, JSONWritable {
  private var counts: UsageMetadata
  private let modality: Modality

  /// - Parameters:
  ///   - counts: The same counts as `generateContent` tells them.
  ///   - modality: What the answer was in.
  package init(_ counts: UsageMetadata, modality: Modality) { (self.counts, self.modality) = (counts, modality) }

  package func write(to writer: inout JSONWriter) {
    var details = counts.candidatesTokensDetails
    if details.isEmpty || modality != .text, let count = counts.candidatesTokenCount {
      details = [ModalityTokenCount(modality: modality, tokenCount: count)]
    }
    writer.object { writer in
      writer.member("promptTokenCount", counts.promptTokenCount)
      writer.member("cachedContentTokenCount", counts.cachedContentTokenCount)
      writer.member("responseTokenCount", counts.candidatesTokenCount)
      writer.member("toolUsePromptTokenCount", counts.toolUsePromptTokenCount)
      writer.member("thoughtsTokenCount", counts.thoughtsTokenCount)
      writer.member("totalTokenCount", counts.totalTokenCount)
      writer.member("promptTokensDetails", counts.promptTokensDetails)
      writer.member("responseTokensDetails", details)
      writer.member("toolUsePromptTokensDetails", counts.toolUsePromptTokensDetails)
    }
  }
}

extension FunctionCall {
  /// The same call with `args`, which a Live session writes where there are none, too.
  fileprivate var withArguments: FunctionCall {
    var call = self
    call.args = args ?? .object([])
    return call
  }
}

/// A `google.protobuf.Duration` as JSON.
enum ProtoDuration {
  /// Seconds, with three decimals where they are not whole: `50s`, `0.440s`.
  static func text(milliseconds: Int) -> String {
    let (seconds, rest) = max(0, milliseconds).quotientAndRemainder(dividingBy: 1000)
    return rest == 0 ? "\(seconds)s" : "\(seconds).\(String(1000 + rest).dropFirst())s"
  }
}
