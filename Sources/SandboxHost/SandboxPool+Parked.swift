import Logging
import TelemetryNames

/// Sessions started before anybody asks: forked, jailed, waiting on their socket.
///
/// They are the difference between a fork with its jail and a message to a process that is there. A parked session is
/// handed out once like any other, and another is started in its place off the request's path.
extension SandboxPool {
  /// Gives a parked session, where there is one that lives.
  ///
  /// - Parameter server: The fork server the caller has a place on.
  /// - Returns: A session whose jail is complete; nil where the caller must start one.
  func takeParked(of server: ForkServerProcess) -> SandboxSession? {
    defer { parkingWake.yield() }
    guard server === forkServer else { return nil }
    while !parked.isEmpty {
      let session = parked.removeFirst()
      if session.isAlive { return session }
      discard(session)
    }
    return nil
  }

  /// Starts sessions ahead until the task is cancelled, one at a time: a fork stops the fork server for a moment.
  func keepParked() async {
    for await _ in parkingWakes {
      while let server = forkServer, !server.isEnded, parked.count < profile.parkedCount, !Task.isCancelled {
        do {
          let session = try await starting(on: server).start()
          // The fork server may have been replaced meanwhile.
          if server === forkServer { parked.append(session) } else { discard(session) }
        } catch {
          logger.debug("A session could not be started ahead", metadata: [LogKeys.error: "\(error)"])
          break
        }
      }
    }
  }

  /// Ends the parked sessions of a fork server that is no longer the one for new sessions.
  func discardParked() {
    for session in parked { discard(session) }
    parked = []
  }

  private func discard(_ session: SandboxSession) {
    usedContinuation.yield(UsedSession(session: session, hasPlace: false))
  }
}

/// A session that has served its one use, or never will.
struct UsedSession: Sendable {
  var session: SandboxSession
  /// Whether it counts among those that may be used at once.
  var hasPlace: Bool
}
