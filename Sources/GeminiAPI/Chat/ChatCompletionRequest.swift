/// The body of `POST /v1beta/openai/chat/completions`.
///
/// It has the fields the service takes; other fields of OpenAI's are as unknown here as there: clients were told
/// `Unknown name` of `seed`, `frequency_penalty`, `store`, `metadata` and `top_k`, also where they were null (2025, 2026).
package struct ChatCompletionRequest: ReadableMessage {
  /// The model's id, with or without `models/`.
  package var model: String?
  package var messages: [ChatMessage] = []
  package var stream: Bool?
  /// Whether chunks tell token counts.
  package var includesUsage = false
  /// How many choices.
  package var n: Int?
  package var stop: [String] = []
  package var temperature: Double?
  package var topP: Double?
  package var presencePenalty: Double?
  /// In tokens.
  package var maxTokens: Int?
  /// In tokens; the newer name of `maxTokens`.
  package var maxCompletionTokens: Int?
  package var tools: [ChatTool] = []
  package var toolChoice: ChatToolChoice?
  package var responseFormat: ChatResponseFormat?
  /// `none`, `minimal`, `low`, `medium` or `high`.
  package var reasoningEffort: String?
  /// What only Google's models have: `extra_body.google`.
  package var google = GoogleChatOptions()

  package init() {}

  package mutating func read(_ fields: inout FieldReader) {
    fields.field("model", &model)
    fields.field("messages", &messages)
    fields.field("stream", &stream)
    fields.field("streamOptions") { field in
      guard !field.isNull else { return }
      field.readFields(of: "StreamOptions") { $0.field("includeUsage") { includesUsage = $0.bool() ?? false } }
    }
    fields.field("n", &n)
    fields.field("stop", &stop)
    fields.field("temperature", &temperature)
    fields.field("topP", &topP)
    fields.field("presencePenalty", &presencePenalty)
    fields.field("maxTokens", &maxTokens)
    fields.field("maxCompletionTokens", &maxCompletionTokens)
    fields.field("tools", &tools)
    fields.field("toolChoice") { toolChoice = ChatToolChoice(from: $0) }
    fields.field("responseFormat", &responseFormat)
    fields.field("reasoningEffort", &reasoningEffort)
    fields.field("extraBody") { field in
      guard !field.isNull else { return }
      field.readFields(of: "ExtraBody") { $0.field("google") { google = $0.message() ?? GoogleChatOptions() } }
    }
    // They change nothing: a model that may call several functions at once may call one, and a name is told to nobody.
    fields.field("parallelToolCalls") { _ = $0.bool() }
    fields.field("user") { _ = $0.string() }
  }
}

/// `extra_body.google`.
package struct GoogleChatOptions: ReadableMessage {
  /// `cachedContents/{id}`.
  package var cachedContent: String?
  package var thinkingConfig: ThinkingConfig?
  /// Tools in the Gemini API's own form, `{"code_execution": {}}`; Pollux's own, the service has no such field.
  package var tools: [JSONValue] = []

  package init() {}

  package mutating func read(_ fields: inout FieldReader) {
    fields.field("cachedContent", &cachedContent)
    fields.field("thinkingConfig", &thinkingConfig)
    fields.field("tools", &tools, as: .structure)
  }
}

/// In which form the answer is wanted.
package struct ChatResponseFormat: ReadableMessage {
  /// `text`, `json_object` or `json_schema`.
  package var type = ""
  /// With `json_schema`, a JSON Schema.
  package var schema: JSONValue?

  package init() {}

  package mutating func read(_ fields: inout FieldReader) {
    fields.field("type", &type)
    fields.field("jsonSchema") { field in
      guard !field.isNull else { return }
      field.readFields(of: "JsonSchema") { fields in
        fields.field("schema", &schema, as: .structure)
        for name in ["name", "description"] { fields.field(name) { _ = $0.string() } }
        fields.field("strict") { _ = $0.bool() }
      }
    }
  }
}
