package import GeminiAPI

/// A file as a store knows it.
package struct StoredFile: Hashable, Sendable {
  /// Whether requests may use it.
  package enum State: Sendable {
    case processing, active, failed
  }

  /// Where it came from; the raw values stand in databases.
  package enum Source: String, Sendable {
    case uploaded = "UPLOADED"
    case generated = "GENERATED"
  }

  package var id: String
  package var displayName: String?
  package var mimeType: String
  /// In bytes.
  package var size: Int
  /// 64 hexadecimal digits.
  package var sha256: String
  package var source: Source
  package var state: State
  package var created: Timestamp
  package var updated: Timestamp
  package var expires: Timestamp

  package init(
    id: String,
    displayName: String?,
    mimeType: String,
    size: Int,
    sha256: String,
    source: Source,
    state: State,
    created: Timestamp,
    updated: Timestamp,
    expires: Timestamp
  ) {
    self.id = id
    self.displayName = displayName
    self.mimeType = mimeType
    self.size = size
    self.sha256 = sha256
    self.source = source
    self.state = state
    self.created = created
    self.updated = updated
    self.expires = expires
  }
}
