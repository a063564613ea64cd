import GRDB
import GeminiAPI

/// The uploads of the database: unfinished ones, and finished ones as long as a client may ask for their file.
struct UploadTable: Sendable {
  let database: StateDatabase

  func unfinished() throws(DatabaseFailure) -> [UploadRecord] {
    try database.read { try UploadRecord.fetchAll($0, sql: "SELECT * FROM upload WHERE file IS NULL") }
  }

  func add(_ record: UploadRecord) throws(DatabaseFailure) {
    try database.write { try record.insert($0) }
  }

  /// Stores how many bytes of an upload are on the disk.
  func setReceived(_ received: Int, of id: String) throws(DatabaseFailure) {
    try database.write { database in
      try database.execute(
        sql: "UPDATE upload SET received = ? WHERE id = ? AND file IS NULL",
        arguments: [received, id]
      )
    }
  }

  /// The file of a finished upload; nil for any other upload.
  func file(of id: String) throws(DatabaseFailure) -> FileRecord? {
    try database.read { database in
      try FileRecord.fetchOne(
        database,
        sql: "SELECT file.* FROM file JOIN upload ON upload.file = file.id WHERE upload.id = ?",
        arguments: [id]
      )
    }
  }

  func remove(_ ids: [String]) throws(DatabaseFailure) {
    _ = try database.writeWithReserve { try UploadRecord.deleteAll($0, keys: ids) }
  }

  /// Removes expired uploads, finished or not.
  func removeExpired(at moment: Timestamp) throws(DatabaseFailure) {
    try database.writeWithReserve { database in
      try database.execute(sql: "DELETE FROM upload WHERE expires <= ?", arguments: [moment.microseconds])
    }
  }
}
