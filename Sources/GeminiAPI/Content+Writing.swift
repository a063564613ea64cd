extension Content: JSONWritable {
  package func write(to writer: inout JSONWriter) {
    write(to: &writer, roleFirst: false)
  }

  func write(to writer: inout JSONWriter, roleFirst: Bool) {
    writer.object { writer in
      if roleFirst { writer.member("role", role) }
      writer.member("parts", parts)
      if !roleFirst { writer.member("role", role) }
    }
  }
}

extension Part: JSONWritable {
  package func write(to writer: inout JSONWriter) {
    writer.object { writer in
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
      metadata?.write(to: &writer)
    }
  }
}

extension PartMetadata {
  /// Writes the members into the part that is being written.
  fileprivate func write(to writer: inout JSONWriter) {
    writer.member("videoMetadata", videoMetadata)
    writer.member("mediaResolution", mediaResolution)
    writer.member("partMetadata", partMetadata)
    writer.member("audioTranscription", audioTranscription)
    writer.member("mediaProcessing", mediaProcessing)
  }
}
