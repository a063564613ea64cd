import GRDB
import GeminiAPI
import Storage

/// The metadata of a file: a row of the database.
struct FileRecord: Hashable, Sendable {
  var id: String
  /// The name of the bytes in the ``ContentDirectory``.
  var content: String
  var displayName: String?
  var mimeType: String
  /// In bytes.
  var size: Int
  /// 64 hexadecimal digits.
  var sha256: String
  var source: StoredFile.Source
  var created: Timestamp
  /// When requests may use it; ``never`` for one that could not be processed.
  var active: Timestamp
  var expires: Timestamp

  /// A moment before any file was made.
  static let never = Timestamp(microseconds: 0)

  /// The file at the time of a request.
  func file(at now: Timestamp) -> StoredFile {
    let hasFailed = active == Self.never
    let isActive = active <= now && !hasFailed
    return StoredFile(
      id: id,
      displayName: displayName,
      mimeType: mimeType,
      size: size,
      sha256: sha256,
      source: source,
      state: hasFailed ? .failed : isActive ? .active : .processing,
      created: created,
      updated: isActive ? active : created,
      expires: expires
    )
  }
}

extension FileRecord: FetchableRecord, PersistableRecord {
  static var databaseTableName: String { "file" }

  init(row: Row) {
    self.init(
      id: row["id"],
      content: row["content"],
      displayName: row["displayName"],
      mimeType: row["mimeType"],
      size: row["size"],
      sha256: row["sha256"],
      source: StoredFile.Source(rawValue: row["source"]) ?? .uploaded,
      created: Timestamp(microseconds: row["created"]),
      active: Timestamp(microseconds: row["active"]),
      expires: Timestamp(microseconds: row["expires"])
    )
  }

  func encode(to container: inout PersistenceContainer) {
    container["id"] = id
    container["content"] = content
    container["displayName"] = displayName
    container["mimeType"] = mimeType
    container["size"] = size
    container["sha256"] = sha256
    container["source"] = source.rawValue
    container["created"] = created.microseconds
    container["active"] = active.microseconds
    container["expires"] = expires.microseconds
  }
}
