/// Asks the backend that a model's name leads to.
package struct ModelRoutes: ModelBackend {
  private let byModel: [String: any ModelBackend]
  private let rest: any ModelBackend
  package let answersArrivals: Bool

  /// - Parameters:
  ///   - byModel: Backends by the model's id, without `models/`.
  ///   - rest: Answers for all other names.
  package init(_ byModel: [String: any ModelBackend], rest: any ModelBackend) {
    (self.byModel, self.rest) = (byModel, rest)
    answersArrivals = rest.answersArrivals || byModel.values.contains(where: \.answersArrivals)
  }

  package func verbatim(_ request: RequestTransport, _ stage: VerbatimStage) async throws -> VerbatimAnswer? {
    let backend = backend(for: request.modelInPath)
    if stage == .arrived, !backend.answersArrivals { return nil }
    return try await backend.verbatim(request, stage)
  }

  package func respond(to conversation: Conversation) async throws -> ModelAnswer {
    try await backend(for: conversation.model).respond(to: conversation)
  }

  private func backend(for model: String) -> any ModelBackend { byModel[model] ?? rest }
}
