/// One model as `models.get` and `models.list` show it.
package struct Model: Hashable, Sendable {
  /// `models/{id}`.
  package var name: String
  package var baseModelId: String?
  package var version: String
  package var displayName: String
  package var description: String
  /// In tokens.
  package var inputTokenLimit: Int
  /// In tokens.
  package var outputTokenLimit: Int
  package var supportedGenerationMethods: [String]
  package var temperature: Double?
  package var topP: Double?
  package var topK: Int?
  package var maxTemperature: Double?
  package var thinking: Bool?

  package init(
    name: String,
    baseModelId: String? = nil,
    version: String = "001",
    displayName: String = "",
    description: String = "",
    inputTokenLimit: Int = 1_048_576,
    outputTokenLimit: Int = 8192,
    supportedGenerationMethods: [String] = ["generateContent", "countTokens"],
    temperature: Double? = nil,
    topP: Double? = nil,
    topK: Int? = nil,
    maxTemperature: Double? = nil,
    thinking: Bool? = nil
  ) {
    self.name = name
    self.baseModelId = baseModelId
    self.version = version
    self.displayName = displayName
    self.description = description
    self.inputTokenLimit = inputTokenLimit
    self.outputTokenLimit = outputTokenLimit
    self.supportedGenerationMethods = supportedGenerationMethods
    self.temperature = temperature
    self.topP = topP
    self.topK = topK
    self.maxTemperature = maxTemperature
    self.thinking = thinking
  }
}

/// One page of models.
package struct ListModelsResponse: Hashable, Sendable {
  package var models: [Model]
  /// Nil on the last page.
  package var nextPageToken: String?

  package init(models: [Model] = [], nextPageToken: String? = nil) {
    self.models = models
    self.nextPageToken = nextPageToken
  }
}
