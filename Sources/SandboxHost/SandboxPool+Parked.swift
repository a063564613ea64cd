import Logging
import TelemetryNames

/// Sessions started before anybody asks: forked, jailed, waiting on their socket.
///
/// They are the difference between a fork with its jail and a message to a process that is there. A parked session is
/// handed out once like any other, and another is started in its place off the request's path.
extension SandboxPool {
  private static let politeness = Duration.milliseconds(5)

  /// Gives a parked session of a tier, where there is one that lives.
  ///
  /// - Parameter tier: The tier's index.
  /// - Returns: A session whose jail is complete; nil where the caller must start one.
  func takeParked(_ tier: Int) -> SandboxSession? {
    defer { tiers[tier].wake.yield() }
    while !tiers[tier].parked.isEmpty {
      let session = tiers[tier].parked.removeFirst()
      if session.isAlive { return session }
      discard(session)
    }
    return nil
  }

  /// Starts sessions of a tier ahead until the task is cancelled, one at a time: a fork stops the fork server for a moment.
  func keepParked(_ tier: Int) async {
    for await _ in tiers[tier].wakes {
      // A fork takes a processor that the block just begun may want; while there are some left, it waits for it.
      if tiers[tier].parked.count * 2 >= profile.parkedCount { try? await Task.sleep(for: Self.politeness) }
      while let server = tiers[tier].forkServer, server.isServing, tiers[tier].parked.count < profile.parkedCount,
        !Task.isCancelled
      {
        do {
          let session = try await starting(on: server).start()
          // The fork server may have been replaced meanwhile.
          if server === tiers[tier].forkServer { tiers[tier].parked.append(session) } else { discard(session) }
        } catch {
          logger.debug("A session could not be started ahead", metadata: [LogKeys.error: "\(error)"])
          break
        }
      }
    }
  }

  /// Ends the parked sessions of a fork server that is no longer the one for new sessions.
  func discardParked(_ tier: Int) {
    for session in tiers[tier].parked { discard(session) }
    tiers[tier].parked = []
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
