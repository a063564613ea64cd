/// The body of `embedContent`, and one of those in `batchEmbedContents`.
package struct EmbedContentRequest: ReadableMessage {
  /// `models/{m}`; nil or empty for the one of the path.
  package var model: String?
  package var content: Content?
  /// What the vector is for; checked, and nothing here turns on it.
  package var taskType: String?
  package var title: String?
  /// How many numbers are wanted; nil for all the model has.
  package var outputDimensionality: Int?

  package init() {}

  package init(content: Content?) {
    self.content = content
  }

  package mutating func read(_ fields: inout FieldReader) {
    fields.field("model", &model)
    fields.field("content", &content)
    readOptions(&fields)
    // Vertex AI has the rest in a message of its own.
    fields.field("embedContentConfig") { field in
      field.readFields(of: "EmbedContentConfig") { readOptions(&$0) }
    }
  }

  private mutating func readOptions(_ fields: inout FieldReader) {
    fields.field("taskType", &taskType, of: .taskType)
    fields.field("title", &title)
    fields.field("outputDimensionality", &outputDimensionality)
    for name in ["autoTruncate", "documentOcr", "audioTrackExtraction"] { fields.field(name) { _ = $0.bool() } }
  }
}

/// The body of `batchEmbedContents`.
package struct BatchEmbedContentsRequest: ReadableMessage {
  package var requests: [EmbedContentRequest] = []

  package init() {}

  package mutating func read(_ fields: inout FieldReader) {
    fields.field("requests", &requests)
    fields.field("model") { _ = $0.string() }
  }
}

/// A vector of length one.
package struct ContentEmbedding: Hashable, Sendable {
  package var values: [Float]

  package init(values: [Float]) {
    self.values = values
  }
}

/// The answer of `embedContent`.
package struct EmbedContentResponse: Hashable, Sendable {
  package var embedding: ContentEmbedding
  /// Told in jobs alone.
  package var promptTokenCount: Int?

  package init(embedding: ContentEmbedding, promptTokenCount: Int? = nil) {
    self.embedding = embedding
    self.promptTokenCount = promptTokenCount
  }
}

/// The answer of `batchEmbedContents`, in the order of its requests.
package struct BatchEmbedContentsResponse: Hashable, Sendable {
  package var embeddings: [ContentEmbedding]

  package init(embeddings: [ContentEmbedding]) {
    self.embeddings = embeddings
  }
}

extension ContentEmbedding: JSONWritable {
  package func write(to writer: inout JSONWriter) {
    writer.object { writeValues(to: &$0) }
  }

  func writeValues(to writer: inout JSONWriter) {
    writer.key("values")
    writer.floats(values)
  }
}

extension JSONWriter {
  /// Writes numbers with no more digits than tell them apart.
  mutating func floats(_ values: [Float]) { array(values) { $0.value(.number(Double("\($1)") ?? 0)) } }
}

extension EmbedContentResponse: JSONWritable {
  package func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("embedding", embedding)
      guard let promptTokenCount else { return }
      writer.key("usageMetadata")
      writer.object { $0.member("promptTokenCount", promptTokenCount) }
    }
  }
}

extension BatchEmbedContentsResponse: JSONWritable {
  package func write(to writer: inout JSONWriter) {
    writer.object { $0.member("embeddings", embeddings) }
  }
}
