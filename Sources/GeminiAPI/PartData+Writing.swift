extension Blob: JSONWritable {
  package func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("mimeType", mimeType)
      writer.key("data")
      writer.base64(data.array)
      writer.member("displayName", displayName)
    }
  }
}

extension FileData: JSONWritable {
  package func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("mimeType", mimeType)
      writer.member("fileUri", fileUri)
      writer.member("displayName", displayName)
    }
  }
}

extension ExecutableCode: JSONWritable {
  package func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("language", language)
      writer.member("code", code)
      writer.member("id", id)
    }
  }
}

extension CodeExecutionResult: JSONWritable {
  package func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("outcome", outcome)
      writer.member("output", output)
      writer.member("id", id)
    }
  }
}

extension FunctionCall: JSONWritable {
  package func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("name", name)
      writer.member("args", args)
      writer.member("partialArgs", partialArgs)
      writer.member("willContinue", willContinue)
      writer.member("id", id)
    }
  }
}

extension FunctionResponse: JSONWritable {
  package func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("name", name)
      writer.member("response", response)
      if !parts.isEmpty { writer.member("parts", .array(parts)) }
      writer.member("willContinue", willContinue)
      writer.member("scheduling", scheduling)
      writer.member("id", id)
    }
  }
}

extension ToolCall: JSONWritable {
  package func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("toolType", toolType)
      writer.member("args", args)
      writer.member("id", id)
    }
  }
}

extension ToolResponse: JSONWritable {
  package func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("toolType", toolType)
      writer.member("response", response)
      writer.member("id", id)
    }
  }
}
