import GRDB
import GeminiAPI

/// The files of the database.
struct FileTable: Sendable {
  let database: StateDatabase

  func record(_ id: String) throws(DatabaseFailure) -> FileRecord? {
    try database.read { try FileRecord.fetchOne($0, key: id) }
  }

  /// Whether bytes of that name belong to a file.
  func hasContent(_ content: String) throws(DatabaseFailure) -> Bool {
    try database.read {
      try Bool.fetchOne($0, sql: "SELECT EXISTS (SELECT 1 FROM file WHERE content = ?)", arguments: [content]) ?? false
    }
  }

  func all() throws(DatabaseFailure) -> [FileRecord] {
    try database.read { try FileRecord.fetchAll($0) }
  }

  /// The files after a position that have not expired, the newest first.
  ///
  /// - Parameters:
  ///   - start: The position.
  ///   - count: The most files.
  ///   - moment: The time.
  /// - Returns: The files, in that order.
  /// - Throws: `DatabaseFailure`.
  func newest(after start: PagePosition, count: Int, at moment: Timestamp) throws(DatabaseFailure) -> [FileRecord] {
    try database.read { database in
      try FileRecord.fetchAll(
        database,
        sql: "SELECT * FROM file WHERE (created, id) < (?, ?) AND expires > ? ORDER BY created DESC, id DESC LIMIT ?",
        arguments: [start.microseconds, start.id, moment.microseconds, count]
      )
    }
  }

  /// The files that have expired.
  func expired(at moment: Timestamp) throws(DatabaseFailure) -> [FileRecord] {
    try database.read { database in
      try FileRecord.fetchAll(
        database,
        sql: "SELECT * FROM file WHERE expires <= ?",
        arguments: [moment.microseconds]
      )
    }
  }

  /// How many files there are, and their bytes together.
  func totals() throws(DatabaseFailure) -> (count: Int, size: Int) {
    try database.read { database in
      let row = try Row.fetchOne(database, sql: "SELECT count(*) AS count, coalesce(sum(size), 0) AS size FROM file")
      return (row?["count"] ?? 0, row?["size"] ?? 0)
    }
  }

  /// Adds a file, and marks its upload as finished if the upload has a row.
  ///
  /// - Parameters:
  ///   - record: The file; its bytes are on the disk.
  ///   - upload: The id of the upload.
  /// - Throws: `DatabaseFailure`; nothing is added then.
  func add(_ record: FileRecord, finishing upload: String? = nil) throws(DatabaseFailure) {
    try database.write { database in
      try record.insert(database)
      guard let upload else { return }
      try database.execute(
        sql: "UPDATE upload SET file = ?, received = ? WHERE id = ?",
        arguments: [record.id, record.size, upload]
      )
    }
  }

  /// Replaces the record with the same id.
  func replace(_ record: FileRecord) throws(DatabaseFailure) {
    try database.write { try record.update($0) }
  }

  /// Removes files, and the rows of their uploads.
  func remove(_ ids: [String]) throws(DatabaseFailure) {
    _ = try database.writeWithReserve { try FileRecord.deleteAll($0, keys: ids) }
  }
}
