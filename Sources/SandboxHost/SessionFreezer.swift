import Synchronization

/// Stops what a block left running, until the next block begins.
///
/// The end of a response follows most blocks at once, and a kill needs no freeze: so it comes a moment later, when it is
/// clear that the session waits for something.
final class SessionFreezer: Sendable {
  /// As long as a scripted model takes for its next turn, and much less than a real one takes.
  private static let delay = Duration.milliseconds(5)

  private struct State {
    var isFrozen = false
    var isEnded = false
    var pending: Task<Void, Never>?
  }

  private let cgroup: any SessionCgroup
  private let state = Mutex(State())

  init(_ cgroup: any SessionCgroup) {
    self.cgroup = cgroup
  }

  /// Freezes the session soon, unless something happens to it before.
  /// - Parameter threads: Where the kernel is waited for.
  func freezeSoon(on threads: BlockingThreads) {
    state.withLock { state in
      guard !state.isEnded else { return }
      state.pending = Task {
        guard (try? await Task.sleep(for: Self.delay)) != nil else { return }
        threads.launch { self.freeze() }
      }
    }
  }

  /// Lets the session go on.
  func thaw() {
    state.withLock { state in
      state.pending?.cancel()
      state.pending = nil
      if state.isFrozen { _ = cgroup.setFrozen(false, waits: false) }
      state.isFrozen = false
    }
  }

  /// Never freezes again: the session is about to be killed.
  func end() {
    thaw()
    state.withLock { $0.isEnded = true }
  }

  private func freeze() {
    // Under the lock: a thaw that comes meanwhile must find it done.
    state.withLock { state in
      guard state.pending != nil, !state.isEnded else { return }
      state.pending = nil
      state.isFrozen = cgroup.setFrozen(true, waits: false)
    }
  }
}
