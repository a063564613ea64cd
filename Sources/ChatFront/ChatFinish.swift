import GeminiAPI

extension FinishReason {
  /// The reason as chat completions name it.
  ///
  /// Clients of the service reported its filters with their reasons behind a colon (`content_filter: RECITATION`,
  /// `function_call_filter: MALFORMED_FUNCTION_CALL`, 2025 and 2026).
  ///
  /// - Parameter hasCalls: Whether functions were called.
  /// - Returns: The name.
  func chatName(hasCalls: Bool) -> String {
    switch self {
    case .stop, .unspecified: hasCalls ? "tool_calls" : "stop"
    case .maxTokens: "length"
    case .malformedFunctionCall, .unexpectedToolCall, .tooManyToolCalls, .missingThoughtSignature:
      "function_call_filter: \(rawValue)"
    default: "content_filter: \(rawValue)"
    }
  }

  /// Whether something was withheld.
  var isFilter: Bool {
    switch self {
    case .stop, .unspecified, .maxTokens: false
    default: true
    }
  }
}
