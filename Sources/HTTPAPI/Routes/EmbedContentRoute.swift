import GeminiAPI
import Generation
import HTTPServer
import ModelBackends

/// `POST /{v}/models/{m}:embedContent` and `:batchEmbedContents`: vectors made without a model; see ``Embedder``.
struct EmbedContentRoute: RouteHandler {
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
    let embeddings = try await embedder.embeddings(asked)
    try await sink.send(status: 200, body: BatchEmbedContentsResponse(embeddings: embeddings).json(format))
  }
}
