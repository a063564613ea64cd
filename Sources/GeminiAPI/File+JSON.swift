extension CreateFileRequest: JSONReadable {
  package init(from cursor: JSONCursor) {
    self.init()
    cursor.readMembers(of: "CreateFileRequest") { name, field in
      switch name {
      case "file": file = field.message()
      default: field.refuseUnknown()
      }
    }
  }
}

extension CreateFileRequest.File: JSONReadable {
  package init(from cursor: JSONCursor) {
    self.init()
    cursor.readMembers(of: "File") { key, field in
      switch key {
      case "name": name = field.string()
      case "display_name": displayName = field.string()
      case "mime_type": mimeType = field.string()
      case "size_bytes": sizeBytes = field.int64()
      // Fields of the server's own: clients that send a File they were given echo them, and they change nothing.
      case "create_time", "update_time", "expiration_time", "sha256_hash", "uri", "download_uri", "state", "source",
        "error", "video_metadata":
        break
      default: field.refuseUnknown()
      }
    }
  }
}
