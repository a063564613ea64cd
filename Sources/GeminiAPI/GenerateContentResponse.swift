/// The answer of `generateContent`, and every chunk of `streamGenerateContent`.
///
/// Answers grow faster than requests: a member of a response, a candidate or of token counts that nothing here knows is
/// kept and written again. Contents and parts are read as strictly as those of a request.
package struct GenerateContentResponse: WireMessage {
  package var candidates: [Candidate] = []
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

  package init() {}

  package init(candidates: [Candidate], modelVersion: String? = nil, responseId: String? = nil) {
    self.candidates = candidates
    self.modelVersion = modelVersion
    self.responseId = responseId
  }

  /// Reads what the service answered, for example from a recording.
  package init(from cursor: JSONCursor) {
    self.init()
    readFields(from: cursor)
    let content = cursor.value["candidates"]?.elements?.first?["content"]?.members ?? []
    writesRoleFirst = content.count > 1 && content.first?.key.text == "role"
  }

  package mutating func visit(_ fields: inout some FieldVisitor) {
    fields.field("candidates", &candidates)
    fields.field("promptFeedback", &promptFeedback)
    fields.field("usageMetadata", &usageMetadata)
    fields.field("modelVersion", &modelVersion)
    fields.field("createTime", &createTime)
    fields.field("responseId", &responseId)
    fields.others(&otherMembers)
  }

  package func write(to writer: inout JSONWriter) {
    writer.wantsRoleFirst = writesRoleFirst
    writeFields(to: &writer)
  }
}

/// Why a prompt was refused.
package struct PromptFeedback: WireMessage {
  /// The reason as the service names it: `SAFETY`, `BLOCKLIST`, `PROHIBITED_CONTENT` and others.
  package var blockReason: String?
  package var blockReasonMessage: String?
  /// Members nothing here acts on, such as `safetyRatings`, as they came.
  package var otherMembers: [JSONMember] = []

  package init() {}

  package init(blockReason: String) {
    self.blockReason = blockReason
  }

  package static var protoName: String { "GenerateContentResponse.PromptFeedback" }

  package mutating func visit(_ fields: inout some FieldVisitor) {
    fields.field("blockReason", &blockReason)
    fields.field("blockReasonMessage", &blockReasonMessage)
    fields.others(&otherMembers)
  }
}
