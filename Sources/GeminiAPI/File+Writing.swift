extension File: Listed {
  package static var listName: String { "files" }

  package func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("name", name)
      writer.member("displayName", displayName)
      writer.member("mimeType", mimeType)
      // 64 bits are a string in protobuf JSON.
      writer.member("sizeBytes", String(sizeBytes))
      writer.member("createTime", createTime.text)
      writer.member("updateTime", updateTime.text)
      writer.member("expirationTime", expirationTime.text)
      writer.member("sha256Hash", sha256Hash)
      writer.member("uri", uri)
      writer.member("downloadUri", downloadUri)
      writer.member("state", state.rawValue)
      writer.member("source", source.rawValue)
      if state == .failed {
        writer.key("error")
        writer.object { writer in
          writer.member("code", Status.Code.internal.rawValue)
          writer.member("message", "The file failed to be processed.")
        }
      }
    }
  }
}

extension CreateFileResponse: JSONWritable {
  package func write(to writer: inout JSONWriter) {
    writer.object { $0.member("file", file) }
  }
}
