import Executions
import Logging
import SandboxProtocol

/// Why a session ended, for the log.
enum SessionEnd: Sendable, Hashable {
  /// It ran no block: it was parked, it tried its layers, or its response went first.
  case unused
  /// Its response is over.
  case served
  case deadline
  case memoryLimit
  case died(ProcessEnding)
  /// What it sent against the rules.
  case violation(String)
  /// Nobody waits for its answer any more.
  case cancelled
  /// It could not be started, or went with its fork server.
  case failed(String)

  /// What a block's report says of the session that ran it.
  init(_ ending: Execution.Ending) {
    switch ending {
    case .completed, .outOfMemory, .notRun: self = .served
    case .memoryLimit: self = .memoryLimit
    case .deadline: self = .deadline
    case .died(let ending): self = .died(ending)
    case .violation(let text): self = .violation(text)
    }
  }

  init(_ error: any Error) {
    self = error is CancellationError ? .cancelled : .failed("\(error)")
  }

  /// Sessions end as planned many times a second; any other end is for whoever looks after the server.
  var level: Logger.Level {
    switch self {
    case .unused, .served: .debug
    default: .info
    }
  }

  var text: String {
    switch self {
    case .unused: "not used"
    case .served: "response over"
    case .deadline: "deadline"
    case .memoryLimit: "memory limit"
    case .died(.exited(let status)): "exited with status \(status)"
    case .died(.signaled(let signal)): "killed by signal \(signal)"
    case .violation(let text): "violation: \(text)"
    case .cancelled: "cancelled"
    case .failed(let text): "failed: \(text)"
    }
  }
}
