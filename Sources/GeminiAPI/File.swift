/// A file as `files.get` shows it.
package struct File: Hashable, Sendable {
  /// Whether requests may use a file.
  package enum State: String, Sendable {
    case processing = "PROCESSING"
    case active = "ACTIVE"
    /// What it holds could not be processed.
    case failed = "FAILED"
  }

  /// Where a file came from.
  package enum Source: String, Sendable {
    case uploaded = "UPLOADED"
    case generated = "GENERATED"
  }

  /// `files/{id}`.
  package var name: String
  package var displayName: String?
  package var mimeType: String
  package var sizeBytes: Int
  package var createTime: Timestamp
  package var updateTime: Timestamp
  package var expirationTime: Timestamp
  /// Base64 of the 64 hexadecimal digits of the SHA-256, which is how the service writes it.
  package var sha256Hash: String
  /// What `fileData.fileUri` says to mean this file.
  package var uri: String
  /// Where the bytes are had; only those of generated files are.
  package var downloadUri: String?
  package var state: State
  package var source: Source

  package init(
    name: String,
    displayName: String? = nil,
    mimeType: String,
    sizeBytes: Int,
    createTime: Timestamp,
    expirationTime: Timestamp,
    sha256Hash: String,
    uri: String,
    state: State = .active,
    source: Source = .uploaded
  ) {
    self.name = name
    self.displayName = displayName
    self.mimeType = mimeType
    self.sizeBytes = sizeBytes
    self.createTime = createTime
    updateTime = createTime
    self.expirationTime = expirationTime
    self.sha256Hash = sha256Hash
    self.uri = uri
    self.state = state
    self.source = source
  }
}

/// The metadata of a file to be: the body that starts an upload.
package struct CreateFileRequest: ReadableMessage {
  package var file: File?

  package init() {}

  package mutating func read(_ fields: inout FieldReader) { fields.field("file", &file) }

  /// What a client may say of its file.
  package struct File: ReadableMessage {
    /// `files/{id}`; nil lets the server choose.
    package var name: String?
    package var displayName: String?
    package var mimeType: String?
    package var sizeBytes: Int?

    package init() {}

    package init(name: String? = nil, displayName: String? = nil, mimeType: String? = nil, sizeBytes: Int? = nil) {
      self.name = name
      self.displayName = displayName
      self.mimeType = mimeType
      self.sizeBytes = sizeBytes
    }

    package mutating func read(_ fields: inout FieldReader) {
      fields.field("name", &name)
      fields.field("displayName", &displayName)
      fields.field("mimeType", &mimeType)
      fields.field("sizeBytes") { sizeBytes = $0.int64() }
      // Fields of the server's own: clients that send a File they were given echo them, and they change nothing.
      fields.ignore(
        "createTime",
        "updateTime",
        "expirationTime",
        "sha256Hash",
        "uri",
        "downloadUri",
        "state",
        "source",
        "error",
        "videoMetadata"
      )
    }
  }
}

/// The answer to a finished upload.
package struct CreateFileResponse: Hashable, Sendable {
  package var file: File

  package init(file: File) {
    self.file = file
  }
}

extension Status {
  /// For a file that is still being processed.
  package static func fileNotActive(_ id: String) -> Status {
    .failedPrecondition("The File \(id) is not in an ACTIVE state and usage is not allowed.")
  }
}
