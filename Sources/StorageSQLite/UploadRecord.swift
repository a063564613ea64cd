import GRDB
import GeminiAPI

/// The metadata of an unfinished upload: a row of the database.
struct UploadRecord: Hashable, Sendable {
  /// The right to send its bytes, and their name in the ``ContentDirectory``.
  var id: String
  var metadata: CreateFileRequest.File
  /// In bytes.
  var sizeLimit: Int
  /// How many bytes are on the disk for certain; bytes beyond them were never acknowledged.
  var received = 0
  var expires: Timestamp
}

extension UploadRecord: FetchableRecord, PersistableRecord {
  static var databaseTableName: String { "upload" }

  init(row: Row) {
    self.init(
      id: row["id"],
      metadata: CreateFileRequest.File(
        name: row["name"],
        displayName: row["displayName"],
        mimeType: row["mimeType"],
        sizeBytes: row["size"]
      ),
      sizeLimit: row["sizeLimit"],
      received: row["received"],
      expires: Timestamp(microseconds: row["expires"])
    )
  }

  func encode(to container: inout PersistenceContainer) {
    container["id"] = id
    container["name"] = metadata.name
    container["displayName"] = metadata.displayName
    container["mimeType"] = metadata.mimeType
    container["size"] = metadata.sizeBytes
    container["sizeLimit"] = sizeLimit
    container["received"] = received
    container["expires"] = expires.microseconds
  }
}
