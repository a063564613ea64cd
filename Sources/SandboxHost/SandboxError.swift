package import SandboxProtocol

/// Why code could not be run.
///
/// Code that fails, is killed or runs too long is a report, never an error.
package enum SandboxError: Error, Hashable, Sendable {
  /// A file of the configuration is missing or wrong; the text names file, key and remedy.
  case configuration(String)
  /// An executable or the library set is missing.
  case missing(what: String, path: String, remedy: String)
  /// A layer of the jail is unavailable; nothing runs without it. Stage, reason and remedy are words for people.
  case refused(layer: IsolationLayer, stage: String, reason: String, remedy: String)
  /// The fork server did not become ready in time, or ended.
  case unavailable(String)
  /// All sessions are in use and the queue is full, or the wait for one took too long.
  case busy(retryAfterSeconds: Int)
  /// The fork server ended while a block ran.
  case lost
  /// An input file does not fit the working directory.
  case inputFile(name: String, reason: String)
}

extension SandboxError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .configuration(let text):
      text
    case .missing(let what, let path, let remedy):
      "\(what) is missing at \(path). \(remedy)"
    case .refused(_, let stage, let reason, let remedy):
      "the sandbox is unavailable: \(stage): \(reason). \(remedy)"
    case .unavailable(let text):
      "the sandbox is unavailable: \(text)"
    case .busy(let seconds):
      "all sandbox sessions are in use; try again in \(seconds) s"
    case .lost:
      "the sandbox's fork server ended while the code ran"
    case .inputFile(let name, let reason):
      "\(name) could not be put into the working directory: \(reason)"
    }
  }
}

extension SandboxError {
  static var wrongFrame: SandboxError {
    .unavailable("a session sent a frame out of turn")
  }
}
