package import GeminiAPI
package import ModelBackends

/// Answers `embedContent`: checks a request, and makes its vector by ``TextEmbedding``.
package struct Embedder: Sendable {
  /// The service's limit of one batch.
  private static let maximumRequests = 100

  private let model: ModelCatalog.Entry
  private let dimensions: Int
  private let catalog: ModelCatalog

  /// Finds the model; nil for one that is not served or makes no vectors.
  ///
  /// - Parameters:
  ///   - model: Its name, with or without `models/`.
  ///   - surface: The service that was asked.
  ///   - catalog: The models that are served.
  package init?(model: String, on surface: ServiceSurface, catalog: ModelCatalog) {
    guard let entry = catalog.entry(model, on: surface), let dimensions = entry.embeddingDimensions,
      entry.model.supportedGenerationMethods.contains("embedContent")
    else { return nil }
    self.model = entry
    self.dimensions = dimensions
    self.catalog = catalog
  }

  /// Makes the vectors of a batch.
  ///
  /// - Parameter batch: What is asked.
  /// - Returns: The vectors, in the order of the requests.
  /// - Throws: `INVALID_ARGUMENT` with the field at fault.
  package func embeddings(_ batch: BatchEmbedContentsRequest) async throws(Status) -> [ContentEmbedding] {
    guard (1...Self.maximumRequests).contains(batch.requests.count) else {
      throw .invalidArgument(
        batch.requests.isEmpty
          ? "* BatchEmbedContentsRequest.requests: requests is not specified\n"
          : "* BatchEmbedContentsRequest.requests: at most \(Self.maximumRequests) requests can be in one batch\n"
      )
    }
    var embeddings: [ContentEmbedding] = []
    for (index, one) in batch.requests.enumerated() {
      embeddings.append(try embedding(one, prefix: "BatchEmbedContentsRequest.requests[\(index)]."))
      await Task.yield()
    }
    return embeddings
  }

  /// Makes the vector of one request.
  ///
  /// - Parameters:
  ///   - request: What is asked.
  ///   - prefix: What stands before its fields in messages, `EmbedContentRequest.`.
  /// - Returns: A vector of length one.
  /// - Throws: `INVALID_ARGUMENT` with the field at fault.
  package func embedding(_ request: EmbedContentRequest, prefix: String) throws(Status) -> ContentEmbedding {
    if let name = request.model, !name.isEmpty, catalog.entry(name)?.id != model.id {
      throw .invalidArgument("* \(prefix)model: '\(name.prefix(bytes: 100))' is not the model of the path\n")
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
