extension GenerateContentResponse: JSONWritable {
  package func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("candidates", candidates)
      writer.member("promptFeedback", promptFeedback)
      writer.member("usageMetadata", usageMetadata)
      writer.member("modelVersion", modelVersion)
      writer.member("responseId", responseId)
    }
  }
}

extension Candidate: JSONWritable {
  package func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("content", content)
      writer.member("finishReason", finishReason?.rawValue)
      writer.member("index", index)
      writer.member("finishMessage", finishMessage)
    }
  }
}

extension PromptFeedback: JSONWritable {
  package func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("blockReason", blockReason)
      writer.member("blockReasonMessage", blockReasonMessage)
    }
  }
}

extension UsageMetadata: JSONWritable {
  package func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("promptTokenCount", promptTokenCount)
      writer.member("candidatesTokenCount", candidatesTokenCount)
      writer.member("totalTokenCount", totalTokenCount)
      writer.member("cachedContentTokenCount", cachedContentTokenCount)
      writer.member("promptTokensDetails", promptTokensDetails)
      writer.member("cacheTokensDetails", cacheTokensDetails)
      writer.member("candidatesTokensDetails", candidatesTokensDetails)
      writer.member("toolUsePromptTokenCount", toolUsePromptTokenCount)
      writer.member("toolUsePromptTokensDetails", toolUsePromptTokensDetails)
      writer.member("thoughtsTokenCount", thoughtsTokenCount)
      writer.member("serviceTier", serviceTier)
    }
  }
}

extension ModalityTokenCount: JSONWritable {
  package func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("modality", modality.rawValue)
      writer.member("tokenCount", tokenCount)
    }
  }
}
