package import GeminiAPI
package import ModelBackends

/// A request for vectors, written as one for a batch of them.
package struct EmbeddingQuestion: Sendable {
  /// The model's id without `models/`.
  package let model: String
  /// The body of `batchEmbedContents` that asks the same.
  package let body: JSONValue
  package let texts: [String]
  /// Whether vectors are wanted as base64.
  package let isBase64: Bool

  /// - Parameters:
  ///   - request: What is asked.
  ///   - catalog: Says what the model is called here.
  /// - Throws: `INVALID_ARGUMENT` that names the field at fault and what to do.
  package init(_ request: ChatEmbeddingRequest, catalog: ModelCatalog) throws(Status) {
    model = try catalog.modelID(named: request.model)
    texts = request.input
    guard !texts.isEmpty else { throw .fault("input", "is missing; send a text or a list of texts.") }
    if let empty = texts.firstIndex(of: "") {
      throw .fault(texts.count == 1 ? "input" : "input[\(empty)]", "is empty; a vector needs a text.")
    }
    switch request.encodingFormat {
    case nil, "float"?: isBase64 = false
    case "base64"?: isBase64 = true
    case let format?:
      throw .fault("encoding_format", "'\(format.prefix(bytes: 50))' is neither float nor base64.")
    }
    let name = JSONValue.string("models/\(model)")
    let requests = texts.map { text in
      let dimensions = request.dimensions.map { [JSONMember("outputDimensionality", .number($0))] } ?? []
      let content: JSONValue = ["parts": [["text": .string(text)]]]
      return JSONValue.object([JSONMember("model", name), JSONMember("content", content)] + dimensions)
    }
    body = ["requests": .array(requests)]
  }

  /// Reads another server's vectors.
  ///
  /// - Parameter bytes: The answer of `batchEmbedContents`.
  /// - Returns: The vectors.
  /// - Throws: `INTERNAL` for what is no such answer.
  package static func embeddings(in bytes: [UInt8]) throws(Status) -> [ContentEmbedding] {
    guard let list = (try? JSONParser.parse(bytes))?["embeddings"]?.elements else { throw .unreadable }
    var embeddings: [ContentEmbedding] = []
    for element in list {
      guard let numbers = element["values"]?.elements else { throw .unreadable }
      var values: [Float] = []
      values.reserveCapacity(numbers.count)
      for case .number(let number) in numbers {
        guard let value = number.double else { throw .unreadable }
        values.append(Float(value))
      }
      guard values.count == numbers.count else { throw .unreadable }
      embeddings.append(ContentEmbedding(values: values))
    }
    return embeddings
  }
}

extension Status {
  fileprivate static let unreadable = Status.internal(
    "The answer of the upstream, or of the recording, cannot be translated: it has no list of embeddings with values."
  )
}

extension ModelCatalog {
  /// The id of the model that a request names.
  ///
  /// - Parameter name: An id, with or without `models/`, or an upstream's own name.
  /// - Returns: The id; that of no model where none is meant.
  /// - Throws: `INVALID_ARGUMENT` where there is no name.
  func modelID(named name: String?) throws(Status) -> String {
    guard let name, !name.isEmpty else {
      throw .fault("model", "is missing; GET /v1beta/openai/models lists the models.")
    }
    let id = name.hasPrefix("models/") ? String(name.dropFirst("models/".count)) : name
    guard entry(id) == nil else { return id }
    // An upstream's own name for its model, which no path could have.
    let listed = ListedModel(name: id).id
    return entry(listed) == nil ? id : listed
  }
}
