package import GeminiAPI

/// Something that answers conversations: a script, another model, a recording.
package protocol ModelBackend: Sendable {
  /// Chooses the answer to a conversation.
  ///
  /// - Parameter conversation: A validated request.
  /// - Returns: The responder for this one response.
  /// - Throws: A status in the API's form where no answer can be given.
  func respond(to conversation: Conversation) async throws(Status) -> any ModelResponder
}

/// One response in the making; it lives as long as the response, so a script's cursor lives here.
package protocol ModelResponder: Sendable {
  /// How fast the response is said; nil for at once.
  var pace: Pace? { get }

  /// Gives the deltas of one model turn.
  ///
  /// A turn that ends with `.executableCode` asks for a run; any other turn ends the response.
  ///
  /// - Parameter result: Nil on the first turn, afterwards what came of the code the last turn ended with.
  /// - Returns: The deltas in order.
  /// - Throws: A status in the API's form.
  func next(after result: ExecutedCode?) async throws(Status) -> [ModelDelta]
}

extension ModelResponder {
  package var pace: Pace? { nil }
}
