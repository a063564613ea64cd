/// The answer of `generateContent`, and every chunk of `streamGenerateContent`.
package struct GenerateContentResponse: Hashable, Sendable {
  package var candidates: [Candidate]
  package var promptFeedback: PromptFeedback?
  package var usageMetadata: UsageMetadata?
  /// The model without `models/`.
  package var modelVersion: String?
  /// When the response was made; Vertex AI says it.
  package var createTime: String?
  /// The same on every chunk of one response.
  package var responseId: String?
  /// Members nothing here acts on, as they came.
  package var otherMembers: [JSONMember] = []
  /// Whether contents are written with `role` before `parts`, as Vertex AI does.
  package var writesRoleFirst = false

  package init(
    candidates: [Candidate] = [],
    promptFeedback: PromptFeedback? = nil,
    usageMetadata: UsageMetadata? = nil,
    modelVersion: String? = nil,
    createTime: String? = nil,
    responseId: String? = nil
  ) {
    self.candidates = candidates
    self.promptFeedback = promptFeedback
    self.usageMetadata = usageMetadata
    self.modelVersion = modelVersion
    self.createTime = createTime
    self.responseId = responseId
  }
}

/// Why a prompt was refused.
package struct PromptFeedback: Hashable, Sendable {
  /// The reason as the service names it: `SAFETY`, `BLOCKLIST`, `PROHIBITED_CONTENT` and others.
  package var blockReason: String?
  package var blockReasonMessage: String?
  /// Members nothing here acts on, such as `safetyRatings`, as they came.
  package var otherMembers: [JSONMember] = []

  package init(blockReason: String? = nil, blockReasonMessage: String? = nil) {
    self.blockReason = blockReason
    self.blockReasonMessage = blockReasonMessage
  }
}
