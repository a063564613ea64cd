import GeminiAPI

/// What is kept of a file beside its bytes.
struct FileRecord: Hashable, Sendable {
  var id: String
  var displayName: String?
  var mimeType: String
  /// In bytes.
  var size: Int
  var created: Timestamp
  var expires: Timestamp
  /// 64 hexadecimal digits.
  var sha256: String

  /// The file as the API shows it; its `uri` is the name, which means the file as well as an address does.
  var file: File {
    File(
      name: "files/\(id)",
      displayName: displayName,
      mimeType: mimeType,
      sizeBytes: size,
      createTime: created,
      expirationTime: expires,
      sha256Hash: Base64.text(of: Array(sha256.utf8)),
      uri: "files/\(id)"
    )
  }
}

extension FileRecord: JSONWritable {
  func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.key("id")
      writer.string(id)
      if let displayName {
        writer.key("displayName")
        writer.string(displayName)
      }
      writer.key("mimeType")
      writer.string(mimeType)
      writer.key("size")
      writer.integer(size)
      writer.key("createdMicroseconds")
      writer.integer(created.microseconds)
      writer.key("expiresMicroseconds")
      writer.integer(expires.microseconds)
      writer.key("sha256")
      writer.string(sha256)
    }
  }

  /// Reads what `write` wrote; nil for anything else.
  init?(json: [UInt8]) {
    guard let value = try? JSONParser.parse(json), let id = value["id"]?.text, FileID.isValid(id),
      let mimeType = value["mimeType"]?.text, let size = value["size"]?.integer, size >= 0,
      let created = value["createdMicroseconds"]?.integer, let expires = value["expiresMicroseconds"]?.integer,
      let sha256 = value["sha256"]?.text
    else { return nil }
    self.init(
      id: id,
      displayName: value["displayName"]?.text,
      mimeType: mimeType,
      size: size,
      created: Timestamp(microseconds: created),
      expires: Timestamp(microseconds: expires),
      sha256: sha256
    )
  }
}

extension JSONValue {
  fileprivate var integer: Int? {
    guard case .number(let number) = self else { return nil }
    return number.integer.map { Int($0) }
  }
}
