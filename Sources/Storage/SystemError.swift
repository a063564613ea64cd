import GeminiAPI
import Glibc

/// A system call that failed on a path.
struct SystemError: Error, Hashable, CustomStringConvertible {
  var call: String
  var path: String
  var errno: Int32

  var reason: String { String(cString: strerror(errno)) }
  var description: String { "\(call) \(path): \(reason)" }

  /// What a client is told: a full disk is its affair too, anything else is ours and goes to the log as it is.
  var orStatus: any Error {
    guard errno == ENOSPC || errno == EDQUOT else { return self }
    return Status.resourceExhausted("The disk that holds the server's files is full. Delete files, or make room on it.")
  }
}
