package import GeminiAPI
import ModelBackends

extension RequestValidator {
  /// Vertex AI's own limits of one request, by what its clients reported in 2026.
  private static let mostInstances = 250
  private static let mostTokens = 20_000

  /// Answers Vertex AI's `predict`: a vector for each text, made by ``Embedder``.
  ///
  /// - Parameters:
  ///   - call: The model.
  ///   - request: The texts.
  /// - Returns: The vectors with the tokens of each text, as `countTokens` counts them.
  /// - Throws: `NOT_FOUND` for a model that is not served, `FAILED_PRECONDITION` for one that makes no vectors,
  ///   `INVALID_ARGUMENT` for more texts or tokens than a request may have, `CancellationError`.
  package func predictions(for call: GenerateContentCall, _ request: PredictRequest) async throws -> PredictResponse {
    guard let embedder = Embedder(model: call.model, on: call.surface, catalog: catalog),
      let model = catalog.entry(call.model, on: call.surface)
    else { throw try refusal(of: call) }
    let counts = try tokenCounts(of: request, window: model.model.inputTokenLimit)
    var response = PredictResponse(predictions: [], billableCharacterCount: 0)
    for (instance, count) in zip(request.instances, counts) {
      try Task.checkCancellation()
      let text = instance.content ?? ""
      var embedded = EmbedContentRequest(content: Content(parts: [.text(text)]))
      embedded.outputDimensionality = request.outputDimensionality
      response.predictions.append(
        PredictResponse.Prediction(
          embedding: try embedder.embedding(embedded, prefix: "PredictRequest.parameters."),
          tokenCount: min(count, model.model.inputTokenLimit),
          isTruncated: count > model.model.inputTokenLimit
        )
      )
      response.billableCharacterCount += text.unicodeScalars.count { !$0.properties.isWhitespace }
      await Task.yield()
    }
    return response
  }

  /// Why a model makes no predictions.
  private func refusal(of call: GenerateContentCall) throws(Status) -> Status {
    guard catalog.entry(call.model, on: call.surface) != nil else {
      _ = try catalog.servedModel(call)
      return .internal("A model that is not there was served.")
    }
    // Vertex AI's own words.
    return .failedPrecondition(
      "Gemini cannot be accessed through Vertex Predict/RawPredict API. Please follow "
        + "https://cloud.google.com/vertex-ai/docs/generative-ai/start/quickstarts/quickstart-multimodal for Gemini usage."
    )
  }

  private func tokenCounts(of request: PredictRequest, window: Int) throws(Status) -> [Int] {
    guard !request.instances.isEmpty else { throw .invalidArgument("Empty instances.") }
    guard request.instances.count <= Self.mostInstances else {
      throw .invalidArgument(
        "\(Self.mostInstances) instance(s) is allowed per prediction. Actual: \(request.instances.count)"
      )
    }
    for (index, instance) in request.instances.enumerated() where instance.content?.isEmpty ?? true {
      throw .invalidArgument("* PredictRequest.instances[\(index)].content: the text content is empty.\n")
    }
    let counts = request.instances.map { counter.tokens(in: $0.content ?? "") }
    if request.autoTruncate == false, let long = counts.first(where: { $0 > window }) {
      throw .tooLong(long, window)
    }
    let total = counts.reduce(0) { $0 + min($1, window) }
    guard total <= Self.mostTokens else { throw .tooLong(total, Self.mostTokens) }
    return counts
  }
}

extension Status {
  fileprivate static func tooLong(_ count: Int, _ most: Int) -> Status {
    .unableToSubmit(
      "the input token count is \(count) but the model supports up to \(most). Reduce the input token count and try "
        + "again. You can also use the CountTokens API to calculate prompt token count and billable characters."
    )
  }
}
