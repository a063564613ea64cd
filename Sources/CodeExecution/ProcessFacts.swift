import SandboxHost
import SandboxProtocol

/// What a shell would tell of a block beside its output; no client sees it, scripts may.
package struct ProcessFacts: Sendable, Hashable {
  /// Standard error by itself, with the traceback of a failure.
  package var standardError: String
  /// 0 for a block that ended well, 1 for one that raised; the interpreter's own status where it ended under the block,
  /// 128 and the signal where it was killed.
  package var exitStatus: Int
  package var duration: Duration

  package init(standardError: String = "", exitStatus: Int, duration: Duration = .zero) {
    self.standardError = standardError
    self.exitStatus = exitStatus
    self.duration = duration
  }

  init(_ report: BlockReport) {
    let failure: String? =
      switch report.ending {
      case .completed(let failure): failure
      case .outOfMemory(let failure): failure
      case .memoryLimit, .deadline, .died, .violation: nil
      }
    self.init(
      standardError: report.standardError.text + (failure ?? ""),
      exitStatus: Self.exitStatus(of: report.ending),
      duration: report.duration
    )
  }

  private static func exitStatus(of ending: BlockReport.Ending) -> Int {
    switch ending {
    case .completed(failure: nil): 0
    case .completed(failure: .some), .outOfMemory: 1
    case .memoryLimit, .deadline, .violation: killed
    case .died(.exited(let status)): Int(status)
    case .died(.signaled(let signal)): 128 + Int(signal)
    }
  }

  /// 128 and SIGKILL.
  private static let killed = 137
}
