/// The body of `POST /v1beta/openai/embeddings`.
package struct ChatEmbeddingRequest: ReadableMessage {
  /// The model's id, with or without `models/`.
  package var model: String?
  /// A text, or a list of texts; tokens are not read.
  package var input: [String] = []
  /// How many numbers are wanted; nil for all the model has.
  package var dimensions: Int?
  /// `float` or `base64`.
  package var encodingFormat: String?

  package init() {}

  package mutating func read(_ fields: inout FieldReader) {
    fields.field("model", &model)
    fields.field("input", &input)
    fields.field("dimensions", &dimensions)
    fields.field("encodingFormat", &encodingFormat)
    fields.field("user") { _ = $0.string() }
  }
}

/// The vectors of a request, in the order of its texts.
package struct ChatEmbeddingList: Hashable, Sendable {
  package var embeddings: [ContentEmbedding]
  /// The model without `models/`.
  package var model: String
  /// Of all texts.
  package var tokens: Int
  /// Whether vectors are base64 of numbers of 32 bits, the lowest byte first.
  package var isBase64: Bool

  package init(_ embeddings: [ContentEmbedding], model: String, tokens: Int, isBase64: Bool) {
    self.embeddings = embeddings
    self.model = model
    self.tokens = tokens
    self.isBase64 = isBase64
  }
}

extension ChatEmbeddingList: JSONWritable {
  package func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.key("data")
      writer.array(Array(embeddings.enumerated())) { writer, embedding in
        writer.object { writer in
          writer.key("embedding")
          if isBase64 {
            writer.base64(embedding.element.values.flatMap { $0.bitPattern.littleEndianBytes })
          } else {
            writer.floats(embedding.element.values)
          }
          writer.member("index", embedding.offset)
          writer.member("object", "embedding")
        }
      }
      writer.member("model", model)
      writer.member("object", "list")
      writer.key("usage")
      writer.object { writer in
        writer.member("prompt_tokens", tokens)
        writer.member("total_tokens", tokens)
      }
    }
  }
}

extension UInt32 {
  fileprivate var littleEndianBytes: [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: self >> ($0 * 8)) } }
}
