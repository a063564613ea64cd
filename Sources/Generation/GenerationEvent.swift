package import GeminiAPI

/// One step of a response in the making, in the order a client sees it.
package enum GenerationEvent: Hashable, Sendable {
  case text(String)
  case thought(String)
  /// A whole block; never split.
  case executableCode(ExecutableCode)
  case codeExecutionResult(CodeExecutionResult)
  /// A figure or file that a block left behind.
  case outputFile(Blob)
  /// Media the model itself made.
  case inlineData(Blob)
  case functionCall(FunctionCall)
  /// Always the last event.
  case finished(Ending)

  package var isLast: Bool {
    if case .finished = self { true } else { false }
  }

  var code: ExecutableCode? {
    if case .executableCode(let code) = self { code } else { nil }
  }

  /// The part that carries this event on the wire; nil for the end.
  package var part: Part? {
    switch self {
    case .text(let text): .text(text)
    case .thought(let text): Part(data: .text(text), thought: true)
    case .executableCode(let code): .executableCode(code)
    case .codeExecutionResult(let result): .codeExecutionResult(result)
    case .outputFile(let blob), .inlineData(let blob): .inlineData(blob)
    case .functionCall(let call): .functionCall(call)
    case .finished: nil
    }
  }
}

/// Why a response ended.
package struct Ending: Hashable, Sendable {
  package var reason: FinishReason
  /// One sentence for people; nil where the reason says it all.
  package var message: String?

  package init(_ reason: FinishReason, message: String? = nil) {
    self.reason = reason
    self.message = message
  }
}
