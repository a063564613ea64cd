import GeminiAPI
import ModelBackends

/// Tells the parts of one candidate as what an assistant says, however they are cut into chunks.
struct ChatSpeech {
  /// Makes the id of a call that has none.
  private let callID: @Sendable () -> String
  private let showsParts: Bool
  private var isThinking = false
  private var isAtLineStart = true
  private var calls = 0
  private var parts = 0

  init(showsParts: Bool, callID: @escaping @Sendable () -> String) {
    (self.showsParts, self.callID) = (showsParts, callID)
  }

  var hasCalls: Bool { calls > 0 }

  /// - Parameters:
  ///   - parts: The next parts.
  ///   - isLast: Whether nothing follows.
  /// - Returns: What is said by them.
  mutating func take(_ parts: [Part], isLast: Bool) -> ChatReply {
    var reply = ChatReply()
    reply.firstCall = calls
    var content = ""
    for part in parts { take(part, &reply, &content) }
    if isLast { closeThought(&content) }
    if !content.isEmpty { reply.content = content }
    return reply
  }

  private mutating func take(_ part: Part, _ reply: inout ChatReply, _ content: inout String) {
    if case .functionCall(let call)? = part.data {
      closeThought(&content)
      calls += 1
      reply.toolCalls.append(
        ChatToolCall(
          id: call.id ?? callID(),
          name: call.name,
          arguments: String(decoding: (call.args ?? [:]).compactJSON, as: UTF8.self),
          thoughtSignature: part.thoughtSignature
        )
      )
      return
    }
    if let signature = part.thoughtSignature { reply.thoughtSignature = signature }
    if showsParts, part.isTold {
      reply.parts.append(NumberedPart(index: parts, part: part))
      parts += 1
    }
    if part.thought {
      reply.isThought = true
      if !isThinking { say("<thought>", &content) }
      isThinking = true
    } else if part.isTold {
      closeThought(&content)
    }
    switch part.data {
    case .text(let text)?: say(text, &content)
    case .executableCode(let code)?: sayLines(Fence.around(code.code), &content)
    case .codeExecutionResult(let result)?:
      if let output = result.output, !output.isEmpty { sayLines(Fence.around(output, language: "text"), &content) }
    case .inlineData(let blob)? where blob.mimeType.hasPrefix("image/"): sayLines(ShownImages.markdown(blob), &content)
    case .inlineData(let blob)?:
      sayLines(ShownImages.note("\(blob.mimeType), \(blob.data.count) bytes") + "\n", &content)
    default: break
    }
  }

  /// The service has the closing tag before the first word behind the thoughts.
  private mutating func closeThought(_ content: inout String) {
    guard isThinking else { return }
    isThinking = false
    say("</thought>", &content)
  }

  /// Says what must begin a line.
  private mutating func sayLines(_ lines: String, _ content: inout String) {
    if !isAtLineStart { say("\n", &content) }
    say(lines, &content)
  }

  private mutating func say(_ text: String, _ content: inout String) {
    guard let last = text.utf8.last else { return }
    content += text
    isAtLineStart = last == UInt8(ascii: "\n")
  }
}

extension Part {
  /// Whether it says anything: an empty text may carry a signature alone.
  fileprivate var isTold: Bool {
    switch data {
    case nil: false
    case .text(let text)?: !text.isEmpty
    default: true
    }
  }
}
