/// The answer of `generateContent`, and every chunk of `streamGenerateContent`.
package struct GenerateContentResponse: Hashable, Sendable {
  package var candidates: [Candidate]
  package var promptFeedback: PromptFeedback?
  package var usageMetadata: UsageMetadata?
  /// The model without `models/`.
  package var modelVersion: String?
  /// The same on every chunk of one response.
  package var responseId: String?

  package init(
    candidates: [Candidate] = [],
    promptFeedback: PromptFeedback? = nil,
    usageMetadata: UsageMetadata? = nil,
    modelVersion: String? = nil,
    responseId: String? = nil
  ) {
    self.candidates = candidates
    self.promptFeedback = promptFeedback
    self.usageMetadata = usageMetadata
    self.modelVersion = modelVersion
    self.responseId = responseId
  }
}

/// Why a prompt was refused.
package struct PromptFeedback: Hashable, Sendable {
  /// The reason as the service names it: `SAFETY`, `BLOCKLIST`, `PROHIBITED_CONTENT` and others.
  package var blockReason: String?
  package var blockReasonMessage: String?

  package init(blockReason: String? = nil, blockReasonMessage: String? = nil) {
    self.blockReason = blockReason
    self.blockReasonMessage = blockReasonMessage
  }
}
