/// The body of `generateContent` and `streamGenerateContent`.
package struct GenerateContentRequest: Hashable, Sendable {
  /// As the body gave it, or nil; the model that counts is the one in the request's path.
  package var model: String?
  package var contents: [Content]
  package var systemInstruction: Content?
  package var tools: [Tool]
  package var toolConfig: ToolConfig?
  package var safetySettings: [SafetySetting]
  package var generationConfig: GenerationConfig?
  /// `cachedContents/{id}`.
  package var cachedContent: String?
  /// In the order of the body.
  package var labels: [Label]
  package var serviceTier: String?
  package var store: Bool?
  package var continuationToken: String?
  /// Vertex AI's alone; nothing here acts on it.
  package var modelArmorConfig: JSONValue?

  package init(
    model: String? = nil,
    contents: [Content] = [],
    systemInstruction: Content? = nil,
    tools: [Tool] = [],
    toolConfig: ToolConfig? = nil,
    safetySettings: [SafetySetting] = [],
    generationConfig: GenerationConfig? = nil,
    cachedContent: String? = nil,
    labels: [Label] = [],
    serviceTier: String? = nil,
    store: Bool? = nil,
    continuationToken: String? = nil
  ) {
    self.model = model
    self.contents = contents
    self.systemInstruction = systemInstruction
    self.tools = tools
    self.toolConfig = toolConfig
    self.safetySettings = safetySettings
    self.generationConfig = generationConfig
    self.cachedContent = cachedContent
    self.labels = labels
    self.serviceTier = serviceTier
    self.store = store
    self.continuationToken = continuationToken
  }

  /// One billing label.
  package struct Label: Hashable, Sendable {
    package var key: String
    package var value: String

    package init(key: String, value: String) {
      self.key = key
      self.value = value
    }
  }
}

/// A threshold for one kind of harm; kept as text, since nothing here filters.
package struct SafetySetting: Hashable, Sendable {
  package var category: String?
  package var threshold: String?
  package var method: String?

  package init(category: String? = nil, threshold: String? = nil, method: String? = nil) {
    self.category = category
    self.threshold = threshold
    self.method = method
  }
}
