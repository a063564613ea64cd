/// The body of Vertex AI's `predict` as models that make vectors take it.
///
/// Its members are `google.protobuf.Value`: a model reads those it knows.
package struct PredictRequest: ReadableMessage {
  /// A text, and what its vector is for.
  package struct Instance: ReadableMessage {
    package var content: String?
    /// Checked, and nothing here turns on it.
    package var taskType: String?

    package init() {}

    package static var protoName: String { "Value" }

    package mutating func read(_ fields: inout FieldReader) {
      fields.field("content", &content)
      fields.field("taskType", &taskType, of: .taskType)
      fields.ignoreOthers()
    }
  }

  package var instances: [Instance] = []
  /// How many numbers are wanted; nil for all the model has.
  package var outputDimensionality: Int?
  /// Whether a text beyond the model's window is cut; nil means it is.
  package var autoTruncate: Bool?

  package init() {}

  package mutating func read(_ fields: inout FieldReader) {
    fields.field("instances", &instances)
    fields.field("parameters") { field in
      guard !field.isNull else { return }
      field.readFields(of: "Value") { fields in
        fields.field("outputDimensionality", &outputDimensionality)
        fields.field("autoTruncate", &autoTruncate)
        fields.ignoreOthers()
      }
    }
    fields.field("labels") { _ = $0.mapEntries }
  }
}

/// The answer of `predict`, in the order of its instances.
package struct PredictResponse: Hashable, Sendable {
  package struct Prediction: Hashable, Sendable {
    package var embedding: ContentEmbedding
    package var tokenCount: Int
    /// Whether the text was cut.
    package var isTruncated: Bool

    package init(embedding: ContentEmbedding, tokenCount: Int, isTruncated: Bool) {
      self.embedding = embedding
      self.tokenCount = tokenCount
      self.isTruncated = isTruncated
    }
  }

  package var predictions: [Prediction]
  /// The characters of all texts, blanks and line ends left out.
  package var billableCharacterCount: Int

  package init(predictions: [Prediction], billableCharacterCount: Int) {
    self.predictions = predictions
    self.billableCharacterCount = billableCharacterCount
  }
}

extension PredictResponse: JSONWritable {
  package func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.key("predictions")
      writer.array(predictions) { $1.write(to: &$0) }
      writer.key("metadata")
      writer.object { $0.member("billableCharacterCount", billableCharacterCount) }
    }
  }
}

extension PredictResponse.Prediction {
  /// The names in `statistics` are Python's, as the service has them.
  fileprivate func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.key("embeddings")
      writer.object { writer in
        writer.key("statistics")
        writer.object { writer in
          writer.member("truncated", isTruncated)
          writer.member("token_count", tokenCount)
        }
        embedding.writeValues(to: &writer)
      }
    }
  }
}
