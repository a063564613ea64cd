/// One model as `models.get` and `models.list` show it.
package struct Model: Listed {
  /// `models/{id}`.
  package var name: String
  package var baseModelId: String?
  package var version = "001"
  package var displayName = ""
  package var description = ""
  /// In tokens.
  package var inputTokenLimit = 1_048_576
  /// In tokens.
  package var outputTokenLimit = 8192
  package var supportedGenerationMethods = ["generateContent", "countTokens"]
  package var temperature: Double?
  package var topP: Double?
  package var topK: Int?
  package var maxTemperature: Double?
  package var thinking: Bool?

  package init(name: String) {
    self.name = name
  }

  package static var listName: String { "models" }

  package func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("name", name)
      writer.member("baseModelId", baseModelId)
      writer.member("version", version)
      writer.member("displayName", displayName)
      writer.member("description", description)
      writer.member("inputTokenLimit", inputTokenLimit)
      writer.member("outputTokenLimit", outputTokenLimit)
      writer.member("supportedGenerationMethods", supportedGenerationMethods)
      writer.member("temperature", temperature)
      writer.member("topP", topP)
      writer.member("topK", topK)
      writer.member("maxTemperature", maxTemperature)
      writer.member("thinking", thinking)
    }
  }
}
