/// The body of Vertex AI's `predict` as models that make vectors take it.
///
/// Its members are `google.protobuf.Value`: a model reads those it knows.
package struct PredictRequest: Hashable, Sendable {
  /// A text, and what its vector is for.
  package struct Instance: Hashable, Sendable {
    package var content: String?
    /// Checked, and nothing here turns on it.
    package var taskType: String?

    package init(content: String? = nil) {
      self.content = content
    }
  }

  package var instances: [Instance] = []
  /// How many numbers are wanted; nil for all the model has.
  package var outputDimensionality: Int?
  /// Whether a text beyond the model's window is cut; nil means it is.
  package var autoTruncate: Bool?

  package init() {}
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

extension PredictRequest: JSONReadable {
  package init(from cursor: JSONCursor) {
    self.init()
    cursor.readMembers(of: "PredictRequest") { name, field in
      switch name {
      case "instances": instances = field.messages()
      case "parameters": if !field.isNull { readParameters(field) }
      case "labels": _ = field.mapEntries
      default: field.refuseUnknown()
      }
    }
  }

  private mutating func readParameters(_ cursor: JSONCursor) {
    cursor.readMembers(of: "Value") { name, field in
      switch name {
      case "output_dimensionality": outputDimensionality = field.int32()
      case "auto_truncate": autoTruncate = field.bool()
      default: break
      }
    }
  }
}

extension PredictRequest.Instance: JSONReadable {
  package init(from cursor: JSONCursor) {
    self.init()
    cursor.readMembers(of: "Value") { name, field in
      switch name {
      case "content": content = field.string()
      case "task_type": taskType = field.name(of: .taskType)
      default: break
      }
    }
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
