package import GeminiAPI
import ModelBackends

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
