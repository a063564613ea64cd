import Glibc
import SandboxProtocol
import Synchronization

/// The sessions a fork server is asked for, and what it says of them.
extension ForkServerProcess {
  /// Starts a session; it tells over its own channel when its jail is complete.
  /// - Parameters:
  ///   - descriptors: The session's ends of its channel and of the pipes for fd 1 and 2, then the cgroups it joins.
  ///   - verifies: Whether it tries its layers instead of running code.
  /// - Returns: The session's number and where news of it arrive.
  /// - Throws: `SandboxError` where the fork server is gone.
  func startSession(
    descriptors: [Int32],
    verifies: Bool
  ) throws(SandboxError) -> (id: UInt64, signals: SessionSignals) {
    let signals = SessionSignals()
    let id = try numbers.take()
    let isWorn: Bool
    do throws(SandboxError) {
      isWorn = try state.withLock { (state) throws(SandboxError) in
        if case .ended(let error) = state.phase { throw error }
        if state.isSilent { throw .lost }
        state.sessionCount += 1
        state.sessions[id] = signals
        state.starting.insert(id)
        return state.sessionCount >= state.sessionLimit
      }
    } catch {
      numbers.giveBack(id)
      throw error
    }
    if isWorn { tellChange(.worn) }
    guard send(.startSession(id: id, verifies: verifies), descriptors: descriptors) else {
      let reason = errno
      let wasHere = state.withLock { state in
        state.starting.remove(id)
        return state.sessions.removeValue(forKey: id) != nil
      }
      // Where the fork server has ended meanwhile, its end gave the number back.
      if wasHere { numbers.giveBack(id) }
      throw .unavailable("a session could not be asked for: \(String(cString: strerror(reason)))")
    }
    return (id, signals)
  }

  func killSession(_ id: UInt64) {
    sendOrEnd(.killSession(id: id))
    endUnheard(id)
  }

  func signals(of id: UInt64) -> SessionSignals? {
    state.withLock { $0.sessions[id] }
  }

  func forget(_ id: UInt64) {
    let (wasHere, isDone) = state.withLock { state in
      state.starting.remove(id)
      let wasHere = state.sessions.removeValue(forKey: id) != nil
      return (wasHere, (state.isRetired || state.isSilent) && state.sessions.isEmpty)
    }
    if wasHere { numbers.giveBack(id) }
    if isDone { kill(because: .lost) }
  }
}
