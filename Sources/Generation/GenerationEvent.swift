package import GeminiAPI
package import ModelBackends

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
  /// A part that goes out as it stands.
  indirect case part(Part)
  /// Time in which nothing is said.
  case pause(Duration)
  /// Token counts to tell from here on.
  indirect case usage(UsageOverride)
  /// Something to break on the wire, here or some chunks later.
  case fault(WireFault)
  /// Always the last event.
  indirect case finished(Ending)

  package var isLast: Bool {
    if case .finished = self { true } else { false }
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
    case .part(let part): part
    case .pause, .usage, .fault, .finished: nil
    }
  }
}

/// Why a response ended.
package struct Ending: Hashable, Sendable {
  package var reason: FinishReason
  /// One sentence for people; nil where the reason says it all.
  package var message: String?
  /// What else the candidate has in the last chunk: `safetyRatings`, `groundingMetadata` and the like.
  package var candidateMembers: [JSONMember] = []
  /// Why the prompt was refused; then there are no candidates, and `reason` is not told.
  package var promptFeedback: PromptFeedback?

  package init(_ reason: FinishReason, message: String? = nil) {
    self.reason = reason
    self.message = message
  }

  /// Whether an answer that says nothing has an empty text all the same: not where the tokens were spent before, and not
  /// where what was to be said was withheld, as the service has it for `SAFETY` and the like.
  var hasContent: Bool {
    switch reason {
    case .maxTokens, .safety, .recitation, .language, .blocklist, .prohibitedContent, .spii, .malformedFunctionCall,
      .unexpectedToolCall, .tooManyToolCalls:
      false
    default: promptFeedback == nil
    }
  }
}
