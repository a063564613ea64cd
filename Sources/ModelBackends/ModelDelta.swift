package import GeminiAPI

/// A piece of a model's turn.
package enum ModelDelta: Hashable, Sendable {
  case text(String)
  case thought(String)
  /// Code to run; always the last delta of its turn.
  case executableCode(ExecutableCode)
  case inlineData(Blob)
  case functionCall(FunctionCall)
  /// Ends the response for a reason of the model's own.
  case finish(FinishReason, message: String?)
}
