import Glibc
import SandboxProtocol

/// Takes the time of each step from the request for a session to its first block; some tens of nanoseconds a step.
final class StepClock {
  private(set) var spans: [StepSpan] = []
  private var last: UInt64

  init() {
    last = Self.now()
    spans.reserveCapacity(16)
  }

  /// Ends a step.
  /// - Parameter name: What was done since the last one ended.
  func mark(_ name: String) {
    let now = Self.now()
    spans.append(StepSpan(name: name, nanoseconds: now &- last))
    last = now
  }

  private static func now() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) &* 1_000_000_000 &+ UInt64(time.tv_nsec)
  }
}
