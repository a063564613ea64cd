import Glibc
import Storage

/// A system call that failed on a path.
struct SystemError: Error, Hashable, CustomStringConvertible {
  var call: String
  var path: String
  var errno: Int32

  var reason: String { String(cString: strerror(errno)) }
  var description: String { "\(call) \(path): \(reason)" }

  /// The error as the store reports it: somebody can do something about a full disk.
  var reported: StorageError { errno == ENOSPC || errno == EDQUOT ? .diskFull : .diskFailed(description) }
}
