import GeminiAPI
import Generation
import ModelBackends
import TelemetryNames

/// `POST /{v}/models/{m}:embedContent` and `:batchEmbedContents`: vectors made without a model; see ``TextEmbedding``.
struct EmbedContentRoute: Route {
  /// The service's limit of one batch.
  private static let maximumRequests = 100

  let catalog: ModelCatalog
  let resource: ModelResource
  let isBatch: Bool
  let bodyLimit: Int?

  var name: RouteName { .embedContent }

  func respond(to request: IncomingRequest, body: [UInt8], sink: ResponseSink) async throws {
    let dimensions = try dimensions()
    let format = try request.format
    guard isBatch else {
      let asked = body.isEmpty ? EmbedContentRequest() : try EmbedContentRequest.decode(body)
      let embedding = try embedding(asked, dimensions, "EmbedContentRequest.")
      return try await sink.send(status: 200, body: EmbedContentResponse(embedding: embedding).json(format))
    }
    let asked = body.isEmpty ? BatchEmbedContentsRequest() : try BatchEmbedContentsRequest.decode(body)
    guard (1...Self.maximumRequests).contains(asked.requests.count) else {
      throw Status.invalidArgument(
        asked.requests.isEmpty
          ? "* BatchEmbedContentsRequest.requests: requests is not specified\n"
          : "* BatchEmbedContentsRequest.requests: at most \(Self.maximumRequests) requests can be in one batch\n"
      )
    }
    var embeddings: [ContentEmbedding] = []
    for (index, one) in asked.requests.enumerated() {
      embeddings.append(try embedding(one, dimensions, "BatchEmbedContentsRequest.requests[\(index)]."))
      await Task.yield()
    }
    try await sink.send(status: 200, body: BatchEmbedContentsResponse(embeddings: embeddings).json(format))
  }

  private var method: String { isBatch ? "batchEmbedContents" : "embedContent" }

  private func dimensions() throws(Status) -> Int {
    // The service lists no method of its own for batches.
    guard let entry = catalog.entry(resource.model), let dimensions = entry.embeddingDimensions,
      entry.model.supportedGenerationMethods.contains("embedContent")
    else { throw .methodNotSupported(method, resource) }
    return dimensions
  }

  private func embedding(
    _ request: EmbedContentRequest,
    _ dimensions: Int,
    _ prefix: String
  ) throws(Status) -> ContentEmbedding {
    if let model = request.model, !model.isEmpty, catalog.entry(model)?.id != catalog.entry(resource.model)?.id {
      throw .invalidArgument("* \(prefix)model: '\(model.prefix(100))' is not the model of the path\n")
    }
    guard let content = request.content, content.parts.contains(where: { $0.data != nil }) else {
      throw .invalidArgument("* \(prefix)content: content is not specified\n")
    }
    let wanted = request.outputDimensionality ?? dimensions
    guard (1...dimensions).contains(wanted) else {
      throw .invalidArgument("* \(prefix)output_dimensionality: must be in the range [1, \(dimensions)]\n")
    }
    return TextEmbedding.embedding(of: content, dimensions: dimensions, wanted: wanted)
  }
}
