import CLinuxShim
import Glibc
import SandboxProtocol
import Synchronization

/// Events from the fork server and the caller for a session's watcher, which waits in `poll`.
final class SessionSignals: Sendable {
  struct Facts: Sendable {
    /// How the interpreter ended, as its parent saw it.
    var ending: ProcessEnding?
    /// Nothing of the session is left.
    var isGone = false
    /// The session could not be started.
    var refusal: GuestError?
    /// The fork server is gone, and the session with it.
    var isLost = false
    /// The caller no longer wants the result.
    var isCancelled = false
  }

  private let facts = Mutex(Facts())
  private let event: Descriptor

  init() {
    event = Descriptor(pollux_eventfd())
  }

  /// The descriptor that is readable after news.
  var descriptor: Int32 { event.number }

  var current: Facts { facts.withLock { $0 } }

  /// Records an event and wakes the watcher.
  func update(_ change: (inout Facts) -> Void) {
    facts.withLock { change(&$0) }
    var one: UInt64 = 1
    // It fails only if the counter is full, and then the watcher is already being woken.
    _ = write(event.number, &one, 8)
  }

  /// Waits for the fork server to report how the interpreter ended.
  /// - Parameter seconds: The longest wait.
  /// - Returns: The ending; nil without a report, for example if the interpreter still lives.
  /// - Throws: `SandboxError.lost` if the fork server ended too.
  func awaitEnding(seconds: Int64) throws(SandboxError) -> ProcessEnding? {
    let deadline = ContinuousClock.now + .seconds(seconds)
    while true {
      let facts = current
      if let ending = facts.ending { return ending }
      if facts.isLost { throw .lost }
      guard ContinuousClock.now < deadline else { return nil }
      var watched = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      poll(&watched, 1, 100)
      acknowledge()
    }
  }

  /// Consumes the wake-up, so that the next `poll` waits for a new event.
  func acknowledge() {
    var count: UInt64 = 0
    _ = read(event.number, &count, 8)
  }
}
