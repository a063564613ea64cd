extension Content: JSONReadable {
  package init(from cursor: JSONCursor) {
    self.init()
    cursor.readMembers(of: "Content") { name, field in
      switch name {
      case "role": role = field.string()
      case "parts": parts = field.messages()
      default: field.refuseUnknown()
      }
    }
  }
}

extension Part: JSONReadable {
  package init(from cursor: JSONCursor) {
    self.init()
    var metadata = PartMetadata()
    cursor.readMembers(of: "Part") { name, field in
      switch name {
      case "thought": thought = field.bool() ?? false
      case "thought_signature": thoughtSignature = field.bytes()
      default:
        if !readData(name, field), !metadata.read(name, field) { field.refuseUnknown() }
      }
    }
    if !metadata.isEmpty { self.metadata = metadata }
  }

  /// Reads a member of the oneof; false when the name is none of them.
  private mutating func readData(_ name: String, _ field: JSONCursor) -> Bool {
    let read: (JSONCursor) -> Data?
    switch name {
    case "text": read = { $0.string().map(Data.text) }
    case "inline_data": read = { $0.message().map(Data.inlineData) }
    case "file_data": read = { $0.message().map(Data.fileData) }
    case "executable_code": read = { $0.message().map(Data.executableCode) }
    case "code_execution_result": read = { $0.message().map(Data.codeExecutionResult) }
    case "function_call": read = { $0.message().map(Data.functionCall) }
    case "function_response": read = { $0.message().map(Data.functionResponse) }
    case "tool_call": read = { $0.message().map(Data.toolCall) }
    case "tool_response": read = { $0.message().map(Data.toolResponse) }
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

extension PartMetadata {
  /// Reads one member; false when the name is none of them.
  fileprivate mutating func read(_ name: String, _ field: JSONCursor) -> Bool {
    switch name {
    case "video_metadata": videoMetadata = field.object("VideoMetadata")
    case "media_resolution": mediaResolution = field.object("Part.MediaResolution")
    case "part_metadata": partMetadata = field.structure()
    case "audio_transcription": audioTranscription = field.object("Transcription")
    case "media_processing": mediaProcessing = field.name(of: .mediaProcessing).map { .string($0) }
    default: return false
    }
    return true
  }
}
