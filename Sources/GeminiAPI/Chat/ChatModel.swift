/// A model as OpenAI's clients list it.
package struct ChatModel: Hashable, Sendable {
  /// `models/{id}`.
  package var id: String
  package var displayName: String
  /// Who has it.
  package var owner: String

  /// - Parameters:
  ///   - model: The model as the Gemini API shows it.
  ///   - owner: Who has it.
  package init(_ model: Model, owner: String) {
    (id, displayName, self.owner) = (model.name, model.displayName, owner)
  }
}

/// All models.
package struct ChatModelList: Hashable, Sendable {
  package var models: [ChatModel]

  package init(_ models: [ChatModel]) { self.models = models }
}

extension ChatModel: JSONWritable {
  package func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("display_name", displayName)
      writer.member("id", id)
      writer.member("object", "model")
      writer.member("owned_by", owner)
    }
  }
}

extension ChatModelList: JSONWritable {
  package func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.key("data")
      writer.array(models) { $1.write(to: &$0) }
      writer.member("object", "list")
    }
  }
}
