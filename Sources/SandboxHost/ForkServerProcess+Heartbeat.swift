import Glibc
import SandboxProtocol
import Synchronization

/// A fork server that hangs: it starts no sessions any more, while the blocks that run in it go on.
extension ForkServerProcess {
  /// Whether it can be asked for sessions.
  var isServing: Bool {
    state.withLock { state in
      if case .ended = state.phase { false } else { !state.isSilent }
    }
  }

  /// Asks it for signs of life until it ends.
  ///
  /// One that gives none takes no new sessions from then on, and is killed with its last one.
  /// - Parameters:
  ///   - heartbeat: How often, and by which clock.
  ///   - drain: How long its sessions have for their blocks, once it hangs.
  func keepAlive(by heartbeat: Heartbeat, drain: Duration) {
    let task = Task {
      try await heartbeat.awaitSilence { number in
        self.sendOrEnd(.beat(number))
      } answered: {
        self.state.withLock { $0.lastBeat }
      }
      self.fallSilent()
      try await heartbeat.clock.sleep(for: drain)
      self.kill(because: .lost)
    }
    let isOver = state.withLock { state in
      if case .ended = state.phase { return true }
      state.heartbeat = task
      return false
    }
    if isOver { task.cancel() }
  }

  /// Notes that a session said itself that it is there: from then on it needs no fork server to run.
  func noteStarted(_ id: UInt64) {
    state.withLock { _ = $0.starting.remove(id) }
  }

  func noteBeat(_ number: UInt64) {
    state.withLock { $0.lastBeat = max($0.lastBeat, number) }
  }

  /// Moves on whoever waits for a session, and ends at once where none runs.
  private func fallSilent() {
    let (waiter, starting, isUnused) = state.withLock { state in
      if case .ended = state.phase { return (CheckedContinuation<Change, Never>?.none, [SessionSignals](), false) }
      state.isSilent = true
      let starting = state.starting.compactMap { state.sessions.removeValue(forKey: $0) }
      state.unheard += state.starting
      state.starting = []
      return (state.changeWaiter.take(), starting, state.sessions.isEmpty)
    }
    waiter?.resume(returning: .silent)
    for signals in starting { signals.update { $0.isLost = true } }
    if isUnused { kill(because: .lost) }
  }

  /// Says on behalf of a fork server that hangs that a session has ended.
  ///
  /// Its cgroup kills it, or the end of the launcher.
  func endUnheard(_ id: UInt64) {
    let (signals, isUnused) = state.withLock { state in
      guard state.isSilent else { return (SessionSignals?.none, false) }
      let signals = state.sessions.removeValue(forKey: id)
      if signals != nil { state.unheard.append(id) }
      return (signals, state.sessions.isEmpty)
    }
    signals?.update { facts in
      facts.ending = facts.ending ?? .signaled(SIGKILL)
      facts.isGone = true
    }
    if isUnused { kill(because: .lost) }
  }
}
