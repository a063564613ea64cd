import GeminiAPI
import Generation
import HTTPServer
import ModelBackends

/// `POST /{v}/models/{m}:embedContent` and `:batchEmbedContents`: vectors made without a model; see ``Embedder``.
struct EmbedContentRoute: RouteHandler {
  /// The service's limit of one batch.
  private static let maximumRequests = 100

  let catalog: ModelCatalog
  let resource: ModelResource
  let isBatch: Bool

  func respond(to request: IncomingRequest, body: [UInt8], sink: ResponseSink) async throws {
    // The service lists no method of its own for batches.
    guard let embedder = Embedder(model: resource.model, on: resource.surface, catalog: catalog) else {
      throw Status.methodNotSupported(isBatch ? "batchEmbedContents" : "embedContent", resource)
    }
    let format = try request.format
    guard isBatch else {
      let asked = body.isEmpty ? EmbedContentRequest() : try EmbedContentRequest.decode(body)
      let embedding = try embedder.embedding(asked, prefix: "EmbedContentRequest.")
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
      embeddings.append(try embedder.embedding(one, prefix: "BatchEmbedContentsRequest.requests[\(index)]."))
      await Task.yield()
    }
    try await sink.send(status: 200, body: BatchEmbedContentsResponse(embeddings: embeddings).json(format))
  }
}
