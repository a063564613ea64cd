import GeminiAPI
import GRDB

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
    isFull = (error as? DatabaseError)?.resultCode == .SQLITE_FULL
  }

  /// What a client is told.
  var status: Status { isFull ? .diskFull : .internal("The server's database failed: \(reason)") }
}
