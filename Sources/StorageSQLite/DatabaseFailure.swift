import GRDB
import Glibc
import Storage

/// A statement that the database did not execute.
struct DatabaseFailure: Error, Hashable, CustomStringConvertible {
  /// The file, and SQLite's reason.
  var reason: String
  /// Whether the disk has no room.
  var isFull = false
  /// Whether the file is not a database, or not a whole one.
  var isDamaged = false
  /// Whether a later version of Pollux wrote it.
  var isOfLaterVersion = false

  var description: String { reason }

  init(reason: String, isOfLaterVersion: Bool) {
    self.reason = reason
    self.isOfLaterVersion = isOfLaterVersion
  }

  init(_ error: any Error, path: String) {
    if let failure = error as? DatabaseFailure {
      self = failure
      return
    }
    reason = "\(path): \(error)"
    switch (error as? DatabaseError)?.resultCode {
    case .SQLITE_FULL?: isFull = true
    // The index of the log is a mapped file: SQLite reports that it cannot grow as an I/O error.
    case .SQLITE_IOERR?, .SQLITE_CANTOPEN?: isFull = !Self.hasRoom(beside: path)
    case .SQLITE_NOTADB?, .SQLITE_CORRUPT?: isDamaged = true
    default: break
    }
  }

  /// Whether the disk of a file has room for a few pages.
  private static func hasRoom(beside path: String) -> Bool {
    var facts = statvfs()
    guard statvfs(path, &facts) == 0 else { return true }
    return facts.f_bavail * facts.f_frsize >= 64 << 10
  }

  /// The error as the store reports it.
  var reported: StorageError { isFull ? .diskFull : .databaseFailed(reason) }
}
