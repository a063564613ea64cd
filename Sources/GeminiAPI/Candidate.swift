/// One answer of the model, or in a stream one more piece of it.
package struct Candidate: WireMessage {
  package var content: Content?
  /// Set on the last chunk, and by some models on the chunk of a code block as well.
  package var finishReason: FinishReason?
  /// One sentence for people; left out when nil.
  package var finishMessage: String?
  package var index: Int?
  /// Members nothing here acts on, such as `groundingMetadata`, as they came.
  package var otherMembers: [JSONMember] = []

  package init() {}

  package init(content: Content, finishReason: FinishReason? = nil) {
    self.content = content
    self.finishReason = finishReason
  }

  package mutating func visit(_ fields: inout some FieldVisitor) {
    fields.field("content", &content)
    fields.field("finishReason", &finishReason)
    fields.field("index", &index)
    fields.field("finishMessage", &finishMessage)
    fields.others(&otherMembers)
  }
}

/// Why the model stopped; declaration order is the number on the wire.
package enum FinishReason: String, CaseIterable, Sendable {
  case unspecified = "FINISH_REASON_UNSPECIFIED"
  case stop = "STOP"
  case maxTokens = "MAX_TOKENS"
  case safety = "SAFETY"
  case recitation = "RECITATION"
  case other = "OTHER"
  case language = "LANGUAGE"
  case blocklist = "BLOCKLIST"
  case prohibitedContent = "PROHIBITED_CONTENT"
  case spii = "SPII"
  case malformedFunctionCall = "MALFORMED_FUNCTION_CALL"
  case imageSafety = "IMAGE_SAFETY"
  case unexpectedToolCall = "UNEXPECTED_TOOL_CALL"
  case tooManyToolCalls = "TOO_MANY_TOOL_CALLS"
  case imageProhibitedContent = "IMAGE_PROHIBITED_CONTENT"
  case imageOther = "IMAGE_OTHER"
  case noImage = "NO_IMAGE"
  case imageRecitation = "IMAGE_RECITATION"
  case missingThoughtSignature = "MISSING_THOUGHT_SIGNATURE"
  case malformedResponse = "MALFORMED_RESPONSE"
  case escalation = "ESCALATION"
  case pupLimitedDisabled = "PUP_LIMITED_DISABLED"
  case continuation = "CONTINUATION"
  case modelArmor = "MODEL_ARMOR"
}
