extension GenerateContentResponse: JSONWritable {
  package func write(to writer: inout JSONWriter) {
    writer.object { writer in
      if !candidates.isEmpty {
        writer.key("candidates")
        writer.array(candidates) { $1.write(to: &$0, roleFirst: writesRoleFirst) }
      }
      writer.member("promptFeedback", promptFeedback)
      writer.member("usageMetadata", usageMetadata)
      writer.member("modelVersion", modelVersion)
      writer.member("createTime", createTime)
      writer.member("responseId", responseId)
      writer.members(otherMembers)
    }
  }
}

extension Candidate {
  fileprivate func write(to writer: inout JSONWriter, roleFirst: Bool) {
    writer.object { writer in
      if let content {
        writer.key("content")
        content.write(to: &writer, roleFirst: roleFirst)
      }
      writer.member("finishReason", finishReason)
      writer.member("index", index)
      writer.member("finishMessage", finishMessage)
      writer.members(otherMembers)
    }
  }
}

extension PromptFeedback: JSONWritable {
  package func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("blockReason", blockReason)
      writer.member("blockReasonMessage", blockReasonMessage)
      writer.members(otherMembers)
    }
  }
}

extension UsageMetadata: JSONWritable {
  package func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("promptTokenCount", promptTokenCount)
      writer.member("candidatesTokenCount", candidatesTokenCount)
      writer.member("totalTokenCount", totalTokenCount)
      writer.member("trafficType", trafficType)
      writer.member("cachedContentTokenCount", cachedContentTokenCount)
      writer.member("promptTokensDetails", promptTokensDetails)
      writer.member("cacheTokensDetails", cacheTokensDetails)
      writer.member("candidatesTokensDetails", candidatesTokensDetails)
      writer.member("toolUsePromptTokenCount", toolUsePromptTokenCount)
      writer.member("toolUsePromptTokensDetails", toolUsePromptTokensDetails)
      writer.member("thoughtsTokenCount", thoughtsTokenCount)
      writer.member("serviceTier", serviceTier)
      writer.members(otherMembers)
    }
  }
}

extension ModalityTokenCount: JSONWritable {
  package func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("modality", modality)
      writer.member("tokenCount", tokenCount)
    }
  }
}
