import CLinuxShim
import Glibc
import SandboxProtocol
import Synchronization

/// What the fork server and the caller tell a session's watcher while it waits in `poll`.
final class SessionSignals: Sendable {
  struct Facts: Sendable {
    /// How the interpreter ended, as its parent saw it.
    var ending: ProcessEnding?
    /// Nothing of the session is left.
    var isGone = false
    /// The session could not be started.
    var refusal: (stage: String, errno: Int32)?
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

  /// Changes the facts and wakes the watcher.
  func update(_ change: (inout Facts) -> Void) {
    facts.withLock { change(&$0) }
    var one: UInt64 = 1
    // It fails only where the counter is full, and then the watcher has its wake-up already.
    _ = write(event.number, &one, 8)
  }

  /// Waits for the fork server's word on how the interpreter ended.
  /// - Parameter seconds: The longest wait.
  /// - Returns: The ending; nil where no word came, as when the interpreter lives on.
  /// - Throws: `SandboxError.lost` where the fork server ended too.
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

  /// Takes the wake-up, so that the next `poll` waits for new news.
  func acknowledge() {
    var count: UInt64 = 0
    _ = read(event.number, &count, 8)
  }
}
