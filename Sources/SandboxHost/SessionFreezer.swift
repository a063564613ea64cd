import Glibc
import Synchronization

/// Stops what a block left running, until the next block begins.
///
/// The end of a response follows most blocks at once, and a kill needs no freeze. So the freeze comes a moment later, when
/// it is clear that the session waits for something.
final class SessionFreezer: Sendable {
  /// As long as a scripted model takes for its next turn, and much less than a real one takes.
  private static let delayMicroseconds: UInt32 = 5_000

  private struct State {
    var isFrozen = false
    var isEnded = false
    /// Counts ends of blocks and starts of others, to recognize a freeze that was meant for an earlier rest.
    var turns: UInt64 = 0
  }

  private let cgroup: any SessionCgroup
  private let state = Mutex(State())

  init(_ cgroup: any SessionCgroup) {
    self.cgroup = cgroup
  }

  /// Notes that a block has ended.
  ///
  /// - Returns: The argument of `freeze`; nil if the session is about to be killed.
  func rest() -> UInt64? {
    state.withLock { state in
      guard !state.isEnded else { return nil }
      state.turns += 1
      return state.turns
    }
  }

  /// Freezes the session a moment later, unless something happens to it before.
  ///
  /// The calling thread sleeps: a timer would wake other threads just when the block's answer is being sent.
  /// - Parameter turn: What `rest` returned.
  func freeze(afterRest turn: UInt64) {
    usleep(Self.delayMicroseconds)
    // Under the lock: a thaw that comes meanwhile must find it done.
    state.withLock { state in
      guard state.turns == turn, !state.isEnded else { return }
      state.isFrozen = cgroup.setFrozen(true, waits: false)
    }
  }

  /// Lets the session continue.
  func thaw() {
    state.withLock { state in
      state.turns += 1
      if state.isFrozen { _ = cgroup.setFrozen(false, waits: false) }
      state.isFrozen = false
    }
  }

  /// Keeps the session from being frozen.
  ///
  /// - Returns: Whether the session was still running; if not, call `thaw` on a thread that may wait.
  func keepAwake() -> Bool {
    state.withLock { state in
      guard !state.isFrozen else { return false }
      state.turns += 1
      return true
    }
  }

  /// Never freezes again: the session is about to be killed.
  func end() {
    thaw()
    state.withLock { $0.isEnded = true }
  }
}
