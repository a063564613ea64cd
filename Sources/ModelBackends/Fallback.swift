/// A backend that does not answer everything.
package protocol PartialBackend: ModelBackend {
  /// Answers a conversation.
  ///
  /// - Parameter conversation: A validated request.
  /// - Returns: Nil where it has no answer.
  /// - Throws: A status in the API's form where the answer is an error.
  func answer(to conversation: Conversation) async throws -> ModelAnswer?
}

/// Asks a second backend where the first has no answer.
///
/// The first decides with the conversation as it is, checked and with its files numbered. What is refused before it has no
/// conversation, so that the second may say what it makes of the request.
package struct Fallback: ModelBackend {
  private let first: any PartialBackend
  private let then: any ModelBackend

  package init(_ first: any PartialBackend, then: any ModelBackend) {
    (self.first, self.then) = (first, then)
  }

  package func verbatim(_ request: RequestTransport, _ stage: VerbatimStage) async throws -> VerbatimAnswer? {
    switch stage {
    case .arrived: nil
    case .refused: try await then.verbatim(request, stage)
    }
  }

  package func respond(to conversation: Conversation) async throws -> ModelAnswer {
    if let answer = try await first.answer(to: conversation) { return answer }
    return try await then.respond(to: conversation)
  }
}
