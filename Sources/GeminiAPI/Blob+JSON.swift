extension Blob: JSONReadable {
  package init(from cursor: JSONCursor) {
    self.init(mimeType: "", data: BlobBytes([]))
    cursor.readMembers(of: "Blob") { name, field in
      switch name {
      case "mimeType": mimeType = field.string() ?? ""
      case "data": data = field.bytes().map(BlobBytes.init) ?? []
      case "displayName": displayName = field.string()
      default: field.refuseUnknown()
      }
    }
  }
}

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
