/// The body of `embedContent`, and one of those in `batchEmbedContents`.
package struct EmbedContentRequest: Hashable, Sendable {
  /// `models/{m}`; nil or empty for the one of the path.
  package var model: String?
  package var content: Content?
  /// What the vector is for; checked, and nothing here turns on it.
  package var taskType: String?
  package var title: String?
  /// How many numbers are wanted; nil for all the model has.
  package var outputDimensionality: Int?

  package init(content: Content? = nil) {
    self.content = content
  }
}

/// The body of `batchEmbedContents`.
package struct BatchEmbedContentsRequest: Hashable, Sendable {
  package var requests: [EmbedContentRequest] = []

  package init() {}
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

extension EmbedContentRequest: JSONReadable {
  package init(from cursor: JSONCursor) {
    self.init()
    cursor.readMembers(of: "EmbedContentRequest") { name, field in
      switch name {
      case "model": model = field.string()
      case "content": content = field.message()
      // Vertex AI has the rest in a message of its own.
      case "embed_content_config":
        field.readMembers(of: "EmbedContentConfig") { name, field in
          if !readOption(name, field) { field.refuseUnknown() }
        }
      default: if !readOption(name, field) { field.refuseUnknown() }
      }
    }
  }

  private mutating func readOption(_ name: String, _ field: JSONCursor) -> Bool {
    switch name {
    case "task_type": taskType = field.name(of: .taskType)
    case "title": title = field.string()
    case "output_dimensionality": outputDimensionality = field.int32()
    case "auto_truncate", "document_ocr", "audio_track_extraction": _ = field.bool()
    default: return false
    }
    return true
  }
}

extension BatchEmbedContentsRequest: JSONReadable {
  package init(from cursor: JSONCursor) {
    self.init()
    cursor.readMembers(of: "BatchEmbedContentsRequest") { name, field in
      switch name {
      case "requests": requests = field.messages()
      case "model": _ = field.string()
      default: field.refuseUnknown()
      }
    }
  }
}

extension ContentEmbedding: JSONWritable {
  package func write(to writer: inout JSONWriter) {
    writer.object { writeValues(to: &$0) }
  }

  func writeValues(to writer: inout JSONWriter) {
    writer.key("values")
    writer.array(values) { $0.value(.number(Double("\($1)") ?? 0)) }
  }
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
