/// Reads what the service answered, for example from a recording.
///
/// Answers grow faster than requests: a member of a response, a candidate or of token counts that nothing here knows is
/// kept and written again. Contents and parts are read as strictly as those of a request.
extension GenerateContentResponse: JSONReadable {
  package init(from cursor: JSONCursor) {
    self.init()
    cursor.readMembers(of: "GenerateContentResponse") { name, field in
      switch name {
      case "candidates": candidates = field.messages()
      case "prompt_feedback": promptFeedback = field.message()
      case "usage_metadata": usageMetadata = field.message()
      case "model_version": modelVersion = field.string()
      case "create_time": createTime = field.string()
      case "response_id": responseId = field.string()
      default: field.keep(in: &otherMembers)
      }
    }
    let content = cursor.value["candidates"]?.elements?.first?["content"]?.members ?? []
    writesRoleFirst = content.count > 1 && content.first?.key.text == "role"
  }
}

extension Candidate: JSONReadable {
  package init(from cursor: JSONCursor) {
    self.init()
    cursor.readMembers(of: "Candidate") { name, field in
      switch name {
      case "content": content = field.message()
      case "finish_reason": finishReason = field.enumeration()
      case "finish_message": finishMessage = field.string()
      case "index": index = field.int32()
      default: field.keep(in: &otherMembers)
      }
    }
  }
}

extension PromptFeedback: JSONReadable {
  package init(from cursor: JSONCursor) {
    self.init()
    cursor.readMembers(of: "GenerateContentResponse.PromptFeedback") { name, field in
      switch name {
      case "block_reason": blockReason = field.string()
      case "block_reason_message": blockReasonMessage = field.string()
      default: field.keep(in: &otherMembers)
      }
    }
  }
}

extension UsageMetadata: JSONReadable {
  package init(from cursor: JSONCursor) {
    self.init()
    cursor.readMembers(of: "GenerateContentResponse.UsageMetadata") { name, field in
      switch name {
      case "prompt_token_count": promptTokenCount = field.int32()
      case "cached_content_token_count": cachedContentTokenCount = field.int32()
      case "candidates_token_count": candidatesTokenCount = field.int32()
      case "tool_use_prompt_token_count": toolUsePromptTokenCount = field.int32()
      case "thoughts_token_count": thoughtsTokenCount = field.int32()
      case "total_token_count": totalTokenCount = field.int32()
      case "prompt_tokens_details": promptTokensDetails = field.messages()
      case "cache_tokens_details": cacheTokensDetails = field.messages()
      case "candidates_tokens_details": candidatesTokensDetails = field.messages()
      case "tool_use_prompt_tokens_details": toolUsePromptTokensDetails = field.messages()
      case "service_tier": serviceTier = field.string()
      case "traffic_type": trafficType = field.string()
      default: field.keep(in: &otherMembers)
      }
    }
  }
}

extension ModalityTokenCount: JSONReadable {
  package init(from cursor: JSONCursor) {
    self.init(modality: .unspecified, tokenCount: 0)
    cursor.readMembers(of: "ModalityTokenCount") { name, field in
      switch name {
      case "modality": modality = field.enumeration() ?? .unspecified
      case "token_count": tokenCount = field.int32() ?? 0
      default: field.refuseUnknown()
      }
    }
  }
}

extension JSONCursor {
  /// Keeps a member nothing here knows; it does not keep the body alive.
  fileprivate func keep(in members: inout [JSONMember]) {
    members.append(JSONMember(JSONString(key.text), value.detached))
  }
}
