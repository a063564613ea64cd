extension Part: JSONReadable {
  package init(from cursor: JSONCursor) {
    self.init()
    var metadata = PartMetadata()
    cursor.readMembers(of: "Part") { name, field in
      switch name {
      case "thought": thought = field.bool() ?? false
      case "thoughtSignature": thoughtSignature = field.bytes()
      default:
        guard !readData(name, field) else { return }
        var reader = FieldReader(name, field)
        metadata.visit(&reader)
        if !reader.isTaken { field.refuseUnknown() }
      }
    }
    if !metadata.isEmpty { self.metadata = metadata }
  }

  /// Reads a member of the oneof; false when the name is none of them.
  private mutating func readData(_ name: String, _ field: JSONCursor) -> Bool {
    let read: (JSONCursor) -> Data?
    switch name {
    case "text": read = { $0.string().map(Data.text) }
    case "inlineData": read = { $0.message().map(Data.inlineData) }
    case "fileData": read = { $0.message().map(Data.fileData) }
    case "executableCode": read = { $0.message().map(Data.executableCode) }
    case "codeExecutionResult": read = { $0.message().map(Data.codeExecutionResult) }
    case "functionCall": read = { $0.message().map(Data.functionCall) }
    case "functionResponse": read = { $0.message().map(Data.functionResponse) }
    case "toolCall": read = { $0.message().map(Data.toolCall) }
    case "toolResponse": read = { $0.message().map(Data.toolResponse) }
    default: return false
    }
    guard !field.isNull else { return true }
    guard data == nil else {
      field.refuseSecond(of: "data")
      return true
    }
    data = read(field)
    return true
  }
}

extension Part: JSONWritable {
  package func write(to writer: inout JSONWriter) {
    writer.object { writeMembers(to: &$0) }
  }

  func writeMembers(to writer: inout JSONWriter) {
    switch data {
    case .text(let text): writer.member("text", text)
    case .inlineData(let blob): writer.member("inlineData", blob)
    case .fileData(let file): writer.member("fileData", file)
    case .executableCode(let code): writer.member("executableCode", code)
    case .codeExecutionResult(let result): writer.member("codeExecutionResult", result)
    case .functionCall(let call): writer.member("functionCall", call)
    case .functionResponse(let response): writer.member("functionResponse", response)
    case .toolCall(let call): writer.member("toolCall", call)
    case .toolResponse(let response): writer.member("toolResponse", response)
    case nil: break
    }
    if thought { writer.member("thought", true) }
    if let thoughtSignature {
      writer.key("thoughtSignature")
      writer.base64(thoughtSignature)
    }
    if var metadata { metadata.visit(&writer) }
  }
}
