/// Bytes carried in the message itself.
package struct Blob: Hashable, Sendable {
  /// IANA media type, `image/png`.
  package var mimeType: String
  package var data: BlobBytes
  package var displayName: String?

  package init(mimeType: String, data: BlobBytes, displayName: String? = nil) {
    self.mimeType = mimeType
    self.data = data
    self.displayName = displayName
  }

  package init(mimeType: String, data: [UInt8], displayName: String? = nil) {
    self.init(mimeType: mimeType, data: BlobBytes(data), displayName: displayName)
  }
}

/// Bytes that were uploaded before and are named by their address.
package struct FileData: WireMessage {
  package var mimeType: String?
  package var fileUri = ""
  package var displayName: String?

  package init() {}

  package init(mimeType: String? = nil, fileUri: String) {
    self.mimeType = mimeType
    self.fileUri = fileUri
  }

  package mutating func visit(_ fields: inout some FieldVisitor) {
    fields.field("mimeType", &mimeType)
    fields.field("fileUri", &fileUri)
    fields.field("displayName", &displayName)
  }
}
