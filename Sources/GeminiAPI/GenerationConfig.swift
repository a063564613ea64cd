/// How the model is asked to generate; nil means the model's own default.
package struct GenerationConfig: ReadableMessage {
  package var candidateCount: Int?
  package var stopSequences: [String] = []
  /// In tokens.
  package var maxOutputTokens: Int?
  package var temperature: Double?
  package var topP: Double?
  /// A whole number in practice; clients send `40.0` too.
  package var topK: Int?
  package var seed: Int?
  package var responseMimeType: String?
  /// The API's own schema form.
  package var responseSchema: JSONValue?
  /// JSON Schema, also sent as `_responseJsonSchema`.
  package var responseJsonSchema: JSONValue?
  package var presencePenalty: Double?
  package var frequencyPenalty: Double?
  package var responseLogprobs: Bool?
  package var logprobs: Int?
  package var enableEnhancedCivicAnswers: Bool?
  /// `TEXT`, `IMAGE`, `AUDIO`.
  package var responseModalities: [String] = []
  package var speechConfig: JSONValue?
  package var thinkingConfig: ThinkingConfig?
  package var imageConfig: JSONValue?
  package var mediaResolution: String?
  package var audioTimestamp: Bool?
  package var routingConfig: JSONValue?

  package init() {}

  package mutating func read(_ fields: inout FieldReader) {
    fields.field("candidateCount", &candidateCount)
    fields.field("stopSequences", &stopSequences)
    fields.field("maxOutputTokens", &maxOutputTokens)
    fields.field("temperature", &temperature)
    fields.field("topP", &topP)
    fields.field("topK", &topK)
    fields.field("seed", &seed)
    fields.field("presencePenalty", &presencePenalty)
    fields.field("frequencyPenalty", &frequencyPenalty)
    fields.field("responseLogprobs", &responseLogprobs)
    fields.field("logprobs", &logprobs)
    fields.field("thinkingConfig", &thinkingConfig)
    fields.field("responseMimeType", &responseMimeType)
    fields.field("responseSchema", &responseSchema, as: .schema)
    fields.field("responseJsonSchema", &responseJsonSchema, as: .anything)
    fields.field("_responseJsonSchema", &responseJsonSchema, as: .anything)
    fields.field("responseModalities") { field in
      responseModalities = field.listElements.compactMap { $0.name(of: .responseModality) }
    }
    fields.field("enableEnhancedCivicAnswers", &enableEnhancedCivicAnswers)
    readMedia(&fields)
  }

  /// Reads what is about speech, images and routing, and what is only checked; none of it is acted on.
  private mutating func readMedia(_ fields: inout FieldReader) {
    fields.field("speechConfig", &speechConfig, as: .object("SpeechConfig"))
    fields.field("imageConfig", &imageConfig, as: .object("ImageConfig"))
    fields.field("mediaResolution", &mediaResolution, of: .mediaResolution)
    fields.field("audioTimestamp", &audioTimestamp)
    fields.field("routingConfig", &routingConfig, as: .object("GenerationConfig.RoutingConfig"))
    fields.field("responseFormat") { _ = $0.anything() }
    fields.field("enableAffectiveDialog") { _ = $0.bool() }
    fields.field("audioTranscriptionConfig") { _ = $0.object("AudioTranscriptionConfig") }
    fields.field("translationConfig") { _ = $0.object("TranslationConfig") }
    fields.field("modelSelectionConfig") { _ = $0.object("ModelSelectionConfig") }
  }
}

/// How much the model may think, and whether its thoughts are shown.
package struct ThinkingConfig: ReadableMessage {
  package var includeThoughts: Bool?
  /// In tokens; 0 turns thinking off, -1 leaves it to the model.
  package var thinkingBudget: Int?
  /// `MINIMAL`, `LOW`, `MEDIUM`, `HIGH`.
  package var thinkingLevel: String?

  package init() {}

  package mutating func read(_ fields: inout FieldReader) {
    fields.field("includeThoughts", &includeThoughts)
    fields.field("thinkingBudget", &thinkingBudget)
    fields.field("thinkingLevel", &thinkingLevel, of: .thinkingLevel)
  }
}
