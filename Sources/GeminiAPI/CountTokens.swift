/// The body of `countTokens`, whichever of its forms it took.
package struct CountTokensRequest: Hashable, Sendable {
  /// What is counted.
  package var request = GenerateContentRequest()

  package init() {}
}

/// The answer of `countTokens`.
package struct CountTokensResponse: Hashable, Sendable {
  package var totalTokens: Int
  package var cachedContentTokenCount: Int?
  package var promptTokensDetails: [ModalityTokenCount]

  package init(
    totalTokens: Int,
    cachedContentTokenCount: Int? = nil,
    promptTokensDetails: [ModalityTokenCount] = []
  ) {
    self.totalTokens = totalTokens
    self.cachedContentTokenCount = cachedContentTokenCount
    self.promptTokensDetails = promptTokensDetails
  }
}

extension CountTokensRequest: JSONReadable {
  /// Reads `{contents}` or `{generateContentRequest}`; the first may carry instruction and tools, as Vertex's form does.
  package init(from cursor: JSONCursor) {
    var whole: GenerateContentRequest?
    var wholeField: JSONCursor?
    var hasContents = false
    cursor.readMembers(of: "CountTokensRequest") { name, field in
      switch name {
      case "model": request.model = field.string()
      case "contents":
        hasContents = !field.isNull
        request.contents = field.messages()
      case "systemInstruction": request.systemInstruction = field.message()
      case "tools": request.tools = field.messages()
      case "generationConfig": request.generationConfig = field.message()
      case "generateContentRequest": (whole, wholeField) = (field.message(), field)
      default: field.refuseUnknown()
      }
    }
    guard let whole else { return }
    if hasContents {
      wholeField?.refuse(
        type: "type.googleapis.com/\(JSONCursor.package).GenerateContentRequest",
        "contents is already set. Give either contents or generate_content_request"
      )
    }
    request = whole
  }
}

extension CountTokensResponse: JSONWritable {
  package func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.key("totalTokens")
      writer.integer(totalTokens)
      writer.member("cachedContentTokenCount", cachedContentTokenCount)
      writer.member("promptTokensDetails", promptTokensDetails)
    }
  }
}
