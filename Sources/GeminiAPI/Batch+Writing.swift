extension BatchOperation: Listed {
  package static var listName: String { "operations" }

  private static let package = "type.googleapis.com/google.ai.generativelanguage.v1main"

  package func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("name", name)
      writer.key("metadata")
      writer.object { writeMetadata(to: &$0) }
      // False is left out, as protobuf JSON does.
      if state.isTerminal { writer.member("done", true) }
      if let error {
        writer.key("error")
        writer.object { writer in
          writer.member("code", error.code.rawValue)
          writer.member("message", error.message)
        }
      } else if state.isTerminal, let output {
        writer.key("response")
        writer.object { writer in
          writer.member("@type", "\(Self.package).\(kind.rawValue)Output")
          writeMembers(of: output, to: &writer)
        }
      }
    }
  }

  private func writeMetadata(to writer: inout JSONWriter) {
    writer.member("@type", "\(Self.package).\(kind.rawValue)")
    writer.member("model", model)
    writer.member("displayName", displayName)
    if let inputFile {
      writer.key("inputConfig")
      writer.object { $0.member("fileName", inputFile) }
    }
    if let output {
      writer.key("output")
      writer.object { writeMembers(of: output, to: &$0) }
    }
    writer.member("createTime", createTime.text)
    writer.member("endTime", endTime?.text)
    writer.member("updateTime", updateTime.text)
    writer.key("batchStats")
    writer.object { writer in
      let pending = stats.requests - stats.successful - stats.failed
      let counts = [
        ("requestCount", stats.requests), ("successfulRequestCount", stats.successful),
        ("failedRequestCount", stats.failed), ("pendingRequestCount", pending),
      ]
      // 64 bits are a string in protobuf JSON, and zero is left out.
      for (name, count) in counts where count > 0 { writer.member(name, String(count)) }
    }
    writer.member("state", state.rawValue)
    writer.member("name", name)
  }

  private func writeMembers(of output: Output, to writer: inout JSONWriter) {
    switch output {
    case .file(let name): writer.member("responsesFile", name)
    case .inlined(let answers):
      writer.key("inlinedResponses")
      writer.object { writer in
        writer.key("inlinedResponses")
        writer.array(answers) { $0.value($1) }
      }
    }
  }
}
