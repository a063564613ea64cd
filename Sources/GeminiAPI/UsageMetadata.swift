/// Token counts of a response; nil leaves a key out.
///
/// `totalTokenCount` is prompt + candidates + toolUsePrompt + thoughts; code and text count as candidates, what was
/// fed to the model again after a run counts as tool-use prompt.
package struct UsageMetadata: WireMessage {
  package var promptTokenCount: Int?
  package var cachedContentTokenCount: Int?
  package var candidatesTokenCount: Int?
  package var toolUsePromptTokenCount: Int?
  package var thoughtsTokenCount: Int?
  package var totalTokenCount: Int?
  package var promptTokensDetails: [ModalityTokenCount] = []
  package var cacheTokensDetails: [ModalityTokenCount] = []
  package var candidatesTokensDetails: [ModalityTokenCount] = []
  package var toolUsePromptTokensDetails: [ModalityTokenCount] = []
  /// `standard`; set by the service since 2026.
  package var serviceTier: String?
  /// `ON_DEMAND`; set by Vertex AI.
  package var trafficType: String?
  /// Members nothing here acts on, as they came.
  package var otherMembers: [JSONMember] = []

  package init() {}

  package init(promptTokenCount: Int? = nil, candidatesTokenCount: Int? = nil, totalTokenCount: Int? = nil) {
    self.promptTokenCount = promptTokenCount
    self.candidatesTokenCount = candidatesTokenCount
    self.totalTokenCount = totalTokenCount
  }

  package static var protoName: String { "GenerateContentResponse.UsageMetadata" }

  package mutating func visit(_ fields: inout some FieldVisitor) {
    fields.field("promptTokenCount", &promptTokenCount)
    fields.field("candidatesTokenCount", &candidatesTokenCount)
    fields.field("totalTokenCount", &totalTokenCount)
    fields.field("trafficType", &trafficType)
    fields.field("cachedContentTokenCount", &cachedContentTokenCount)
    fields.field("promptTokensDetails", &promptTokensDetails)
    fields.field("cacheTokensDetails", &cacheTokensDetails)
    fields.field("candidatesTokensDetails", &candidatesTokensDetails)
    fields.field("toolUsePromptTokenCount", &toolUsePromptTokenCount)
    fields.field("toolUsePromptTokensDetails", &toolUsePromptTokensDetails)
    fields.field("thoughtsTokenCount", &thoughtsTokenCount)
    fields.field("serviceTier", &serviceTier)
    fields.others(&otherMembers)
  }
}

/// Tokens of one kind of input or output.
package struct ModalityTokenCount: WireMessage {
  package var modality = Modality.unspecified
  package var tokenCount = 0

  package init() {}

  package init(modality: Modality, tokenCount: Int) {
    self.modality = modality
    self.tokenCount = tokenCount
  }

  package mutating func visit(_ fields: inout some FieldVisitor) {
    fields.field("modality", &modality)
    fields.field("tokenCount", &tokenCount)
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
