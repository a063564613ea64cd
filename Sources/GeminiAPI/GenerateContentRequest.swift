/// The body of `generateContent` and `streamGenerateContent`.
package struct GenerateContentRequest: ReadableMessage {
  /// As the body gave it, or nil; the model that counts is the one in the request's path.
  package var model: String?
  package var contents: [Content] = []
  package var systemInstruction: Content?
  package var tools: [Tool] = []
  package var toolConfig: ToolConfig?
  package var safetySettings: [SafetySetting] = []
  package var generationConfig: GenerationConfig?
  /// `cachedContents/{id}`.
  package var cachedContent: String?
  /// In the order of the body.
  package var labels: [Label] = []
  package var serviceTier: String?
  package var store: Bool?
  package var continuationToken: String?
  /// Vertex AI's alone; nothing here acts on it.
  package var modelArmorConfig: JSONValue?

  package init() {}

  package init(contents: [Content], systemInstruction: Content? = nil, tools: [Tool] = []) {
    self.contents = contents
    self.systemInstruction = systemInstruction
    self.tools = tools
  }

  package mutating func read(_ fields: inout FieldReader) {
    fields.field("model", &model)
    fields.field("contents", &contents)
    fields.field("systemInstruction", &systemInstruction)
    fields.field("tools", &tools)
    fields.field("toolConfig", &toolConfig)
    fields.field("safetySettings", &safetySettings)
    fields.field("generationConfig", &generationConfig)
    fields.field("cachedContent", &cachedContent)
    fields.field("labels") { field in
      labels = (field.mapEntries ?? []).compactMap { key, value in
        value.string().map { Label(key: key.text, value: $0) }
      }
    }
    fields.field("serviceTier", &serviceTier)
    fields.field("store", &store)
    fields.field("continuationToken", &continuationToken)
    fields.field("modelArmorConfig", &modelArmorConfig, as: .object("ModelArmorConfig"))
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
package struct SafetySetting: ReadableMessage {
  package var category: String?
  package var threshold: String?
  package var method: String?

  package init() {}

  package mutating func read(_ fields: inout FieldReader) {
    fields.field("category", &category, of: .harmCategory)
    fields.field("threshold", &threshold, of: .harmThreshold)
    fields.field("method", &method, of: .harmMethod)
  }
}
