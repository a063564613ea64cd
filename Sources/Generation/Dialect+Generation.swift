import CodeExecution
package import GeminiAPI
import ModelBackends

extension Dialect {
  /// Writes the result of a block that failed in the dialect's form.
  ///
  /// - Parameters:
  ///   - events: What follows a run, its result first.
  ///   - failure: What the result was made of; nil for one that has one form only.
  /// - Returns: The events to send.
  func rewritten(_ events: [GenerationEvent], failure: BlockFailureText?) -> [GenerationEvent] {
    guard failedResults == .two || tracebackFrame != nil, let failure,
      case .codeExecutionResult(let result)? = events.first
    else { return events }
    let form = BlockFailureText.Form(printsApart: failedResults == .two, frame: tracebackFrame)
    return failure.results(form, id: result.id).map(GenerationEvent.codeExecutionResult) + events.dropFirst()
  }
}

extension Dialect {
  /// Adds what the dialect says of an answer that ends with calls of functions.
  ///
  /// - Parameters:
  ///   - ending: Why nothing follows.
  ///   - hasCalled: Whether functions were called.
  /// - Returns: The ending as a client sees it.
  func told(_ ending: Ending, afterCalls hasCalled: Bool) -> Ending {
    guard hasCalled, functionCallMessage, ending.reason == .stop, ending.message == nil, ending.promptFeedback == nil
    else { return ending }
    var ending = ending
    // As recorded from the summer of 2025 on, the full stop included.
    ending.message = "Model generated function call(s)."
    return ending
  }
}

extension ValidatedCall {
  /// Tokens that count as prompt though no one wrote them: the service tells its model about the tool.
  var hiddenPromptTokens: Int { conversation.codeExecutionIsOn ? dialect.hiddenPromptTokens : 0 }
}

extension Status {
  /// A dialect was asked for that `models.yaml` does not have.
  ///
  /// - Parameters:
  ///   - name: What was asked for.
  ///   - known: The names there are.
  /// - Returns: `INVALID_ARGUMENT` with the names.
  package static func unknownDialect(_ name: String, known: [String]) -> Status {
    let names = known.isEmpty ? "models.yaml has none" : "known are \(known.joined(separator: ", "))"
    return .invalidArgument("Unknown dialect \"\(name.prefix(bytes: 100))\" in X-Pollux-Dialect; \(names).")
  }
}
