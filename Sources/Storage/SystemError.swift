import GeminiAPI
import Glibc

/// A system call that failed on a path.
struct SystemError: Error, Hashable, CustomStringConvertible {
  var call: String
  var path: String
  var errno: Int32

  var reason: String { String(cString: strerror(errno)) }
  var description: String { "\(call) \(path): \(reason)" }

  /// The error that a client gets: it can do something about a full disk.
  var status: Status {
    errno == ENOSPC || errno == EDQUOT ? .diskFull : .internal("The server's disk failed: \(description)")
  }
}

extension Status {
  static let diskFull = Status.resourceExhausted(
    "The disk that holds the server's files is full. Delete files, or make room on it."
  )
}
