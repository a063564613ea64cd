extension Blob: JSONReadable {
  package init(from cursor: JSONCursor) {
    self.init(mimeType: "", data: BlobBytes([]))
    cursor.readMembers(of: "Blob") { name, field in
      switch name {
      case "mime_type": mimeType = field.string() ?? ""
      case "data": data = field.blobBytes() ?? []
      case "display_name": displayName = field.string()
      default: field.refuseUnknown()
      }
    }
  }
}

extension FileData: JSONReadable {
  package init(from cursor: JSONCursor) {
    self.init(fileUri: "")
    cursor.readMembers(of: "FileData") { name, field in
      switch name {
      case "mime_type": mimeType = field.string()
      case "file_uri": fileUri = field.string() ?? ""
      case "display_name": displayName = field.string()
      default: field.refuseUnknown()
      }
    }
  }
}

extension ExecutableCode: JSONReadable {
  package init(from cursor: JSONCursor) {
    self.init(language: .unspecified, code: "")
    cursor.readMembers(of: "ExecutableCode") { name, field in
      switch name {
      case "id": id = field.string()
      case "language": language = field.enumeration() ?? .unspecified
      case "code": code = field.string() ?? ""
      default: field.refuseUnknown()
      }
    }
  }
}

extension CodeExecutionResult: JSONReadable {
  package init(from cursor: JSONCursor) {
    self.init(outcome: .unspecified)
    cursor.readMembers(of: "CodeExecutionResult") { name, field in
      switch name {
      case "id": id = field.string()
      case "outcome": outcome = field.enumeration() ?? .unspecified
      case "output": output = field.string()
      default: field.refuseUnknown()
      }
    }
  }
}

extension FunctionCall: JSONReadable {
  package init(from cursor: JSONCursor) {
    self.init(name: "")
    cursor.readMembers(of: "FunctionCall") { key, field in
      switch key {
      case "id": id = field.string()
      case "name": name = field.string() ?? ""
      case "args": args = field.structure()
      case "partial_args": partialArgs = field.anything()
      case "will_continue": willContinue = field.bool()
      default: field.refuseUnknown()
      }
    }
  }
}

extension FunctionResponse: JSONReadable {
  package init(from cursor: JSONCursor) {
    self.init(name: "")
    cursor.readMembers(of: "FunctionResponse") { key, field in
      switch key {
      case "id": id = field.string()
      case "name": name = field.string() ?? ""
      case "response": response = field.structure()
      case "parts": parts = field.listElements.compactMap { $0.object("FunctionResponsePart") }
      case "will_continue": willContinue = field.bool()
      case "scheduling": scheduling = field.name(of: .scheduling)
      default: field.refuseUnknown()
      }
    }
  }
}

extension ToolCall: JSONReadable {
  package init(from cursor: JSONCursor) {
    self.init()
    cursor.readMembers(of: "ToolCall") { name, field in
      switch name {
      case "id": id = field.string()
      case "tool_type": toolType = field.string()
      case "args": args = field.structure()
      default: field.refuseUnknown()
      }
    }
  }
}

extension ToolResponse: JSONReadable {
  package init(from cursor: JSONCursor) {
    self.init()
    cursor.readMembers(of: "ToolResponse") { name, field in
      switch name {
      case "id": id = field.string()
      case "tool_type": toolType = field.string()
      case "response": response = field.structure()
      default: field.refuseUnknown()
      }
    }
  }
}
