/// How the model is asked to generate; nil means the model's own default.
package struct GenerationConfig: Hashable, Sendable {
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
}

/// How much the model may think, and whether its thoughts are shown.
package struct ThinkingConfig: Hashable, Sendable {
  package var includeThoughts: Bool?
  /// In tokens; 0 turns thinking off, -1 leaves it to the model.
  package var thinkingBudget: Int?
  /// `MINIMAL`, `LOW`, `MEDIUM`, `HIGH`.
  package var thinkingLevel: String?

  package init(includeThoughts: Bool? = nil, thinkingBudget: Int? = nil, thinkingLevel: String? = nil) {
    self.includeThoughts = includeThoughts
    self.thinkingBudget = thinkingBudget
    self.thinkingLevel = thinkingLevel
  }
}
