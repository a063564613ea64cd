/// Token counts of a response; nil leaves a key out.
///
/// `totalTokenCount` is prompt + candidates + toolUsePrompt + thoughts; code and text count as candidates, what was
/// fed to the model again after a run counts as tool-use prompt.
package struct UsageMetadata: Hashable, Sendable {
  package var promptTokenCount: Int?
  package var cachedContentTokenCount: Int?
  package var candidatesTokenCount: Int?
  package var toolUsePromptTokenCount: Int?
  package var thoughtsTokenCount: Int?
  package var totalTokenCount: Int?
  package var promptTokensDetails: [ModalityTokenCount]
  package var cacheTokensDetails: [ModalityTokenCount]
  package var candidatesTokensDetails: [ModalityTokenCount]
  package var toolUsePromptTokensDetails: [ModalityTokenCount]
  /// `standard`; set by the service since 2026.
  package var serviceTier: String?
  /// `ON_DEMAND`; set by Vertex AI.
  package var trafficType: String?
  /// Members nothing here acts on, as they came.
  package var otherMembers: [JSONMember] = []

  package init(
    promptTokenCount: Int? = nil,
    cachedContentTokenCount: Int? = nil,
    candidatesTokenCount: Int? = nil,
    toolUsePromptTokenCount: Int? = nil,
    thoughtsTokenCount: Int? = nil,
    totalTokenCount: Int? = nil,
    promptTokensDetails: [ModalityTokenCount] = [],
    cacheTokensDetails: [ModalityTokenCount] = [],
    candidatesTokensDetails: [ModalityTokenCount] = [],
    toolUsePromptTokensDetails: [ModalityTokenCount] = [],
    serviceTier: String? = nil,
    trafficType: String? = nil
  ) {
    self.promptTokenCount = promptTokenCount
    self.cachedContentTokenCount = cachedContentTokenCount
    self.candidatesTokenCount = candidatesTokenCount
    self.toolUsePromptTokenCount = toolUsePromptTokenCount
    self.thoughtsTokenCount = thoughtsTokenCount
    self.totalTokenCount = totalTokenCount
    self.promptTokensDetails = promptTokensDetails
    self.cacheTokensDetails = cacheTokensDetails
    self.candidatesTokensDetails = candidatesTokensDetails
    self.toolUsePromptTokensDetails = toolUsePromptTokensDetails
    self.serviceTier = serviceTier
    self.trafficType = trafficType
  }
}

/// Tokens of one kind of input or output.
package struct ModalityTokenCount: Hashable, Sendable {
  package var modality: Modality
  package var tokenCount: Int

  package init(modality: Modality, tokenCount: Int) {
    self.modality = modality
    self.tokenCount = tokenCount
  }
}

/// A kind of input or output.
package enum Modality: String, CaseIterable, Sendable {
  case unspecified = "MODALITY_UNSPECIFIED"
  case text = "TEXT"
  case image = "IMAGE"
  case video = "VIDEO"
  case audio = "AUDIO"
  case document = "DOCUMENT"
}
