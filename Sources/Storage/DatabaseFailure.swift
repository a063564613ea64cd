import GeminiAPI
import GRDB
import Glibc

/// A statement the database did not carry out.
struct DatabaseFailure: Error, Hashable, CustomStringConvertible {
  /// The file, and SQLite's reason.
  var reason: String
  /// Whether the disk has no room.
  var isFull: Bool

  var description: String { reason }

  init(reason: String, isFull: Bool) {
    self.reason = reason
    self.isFull = isFull
  }

  init(_ error: any Error, path: String) {
    if let failure = error as? DatabaseFailure {
      self = failure
      return
    }
    reason = "\(path): \(error)"
    switch (error as? DatabaseError)?.resultCode {
    case .SQLITE_FULL?: isFull = true
    // The index of the log is a file that is mapped: SQLite tells that it cannot grow as an I/O error.
    case .SQLITE_IOERR?, .SQLITE_CANTOPEN?: isFull = !Self.hasRoom(beside: path)
    default: isFull = false
    }
  }

  /// Whether the disk of a file has room for a few pages.
  private static func hasRoom(beside path: String) -> Bool {
    var facts = statvfs()
    guard statvfs(path, &facts) == 0 else { return true }
    return facts.f_bavail * facts.f_frsize >= 64 << 10
  }

  /// What a client is told.
  var status: Status { isFull ? .diskFull : .internal("The server's database failed: \(reason)") }
}
