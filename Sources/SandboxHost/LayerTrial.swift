import Glibc
import Logging
import SandboxProtocol
import TelemetryNames

/// Tries every layer of the jail in a session that runs no user code.
struct LayerTrial {
  /// Small enough to be used up at once; the fork server's own memory does not count.
  private static let limits = CgroupLimits(memory: 96 << 20, processes: 8, milliprocessors: 1000)
  private static let exhaustingByteCount: UInt64 = 384 << 20

  let starter: SessionStarting

  /// Runs the trials.
  /// - Returns: The result of each.
  /// - Throws: `SandboxError` if the jail is not complete: its step, with cause and remedy.
  func run() async throws -> [LayerFinding] {
    let session = try await starter.start(verifies: true, limits: Self.limits)
    do {
      var findings = try await session.awaitFindings()
      if let cgroup = session.cgroup { findings += try await tryCgroup(cgroup, of: session) }
      await session.destroy()
      return findings
    } catch {
      await session.destroy()
      throw error
    }
  }

  private func tryCgroup(_ cgroup: any SessionCgroup, of session: SandboxSession) async throws -> [LayerFinding] {
    try await starter.threads.run {
      let isFrozen = cgroup.setFrozen(true, waits: true)
      let isThawed = cgroup.setFrozen(false, waits: true)
      let isStopped = try Self.tryProcessorLimit(cgroup) {
        try session.send(.exhaustMemory(byteCount: Self.exhaustingByteCount))
      }
      session.awaitDeathOrAnswer()
      let kills = cgroup.memoryKills
      return [
        LayerFinding(
          layer: .cpuLimit,
          isHeld: isStopped,
          detail: isStopped ? "stopped when it used more" : "used more, and nothing happened"
        ),
        LayerFinding(
          layer: .freezer,
          isHeld: isFrozen && isThawed,
          detail: isFrozen ? isThawed ? "frozen and thawed" : "frozen, and not thawed" : "did not freeze"
        ),
        LayerFinding(
          layer: .memoryLimit,
          isHeld: kills > 0,
          detail: kills > 0
            ? "killed when it used more" : "used \(Self.exhaustingByteCount >> 20) MiB, and nothing happened"
        ),
      ]
    }
  }

  /// Gives the session work and a hundredth of a processor, and then its processor back.
  ///
  /// A hundredth is used up at once even if many others want the processor.
  private static func tryProcessorLimit(_ cgroup: any SessionCgroup, work: () throws -> Void) throws -> Bool {
    guard cgroup.setProcessors(milliprocessors: 10) else { return false }
    try work()
    let deadline = ContinuousClock.now + .seconds(10)
    while cgroup.throttles == 0, ContinuousClock.now < deadline { usleep(1000) }
    return cgroup.throttles > 0 && cgroup.setProcessors(milliprocessors: limits.milliprocessors)
  }
}

/// Everything a session is started with.
struct SessionStarting: Sendable {
  var forkServer: ForkServerProcess
  var profile: SandboxProfile
  var threads: BlockingThreads
  var stock: CgroupStock?

  /// Starts a session that runs code, and waits until its jail is complete.
  /// - Throws: `SandboxError` naming the step that failed; nothing is left of it then.
  func start() async throws -> SandboxSession {
    let session = try await start(verifies: false, limits: profile.cgroupLimits)
    do {
      try await threads.run { try session.awaitReady() }
      forkServer.noteStarted(session.id)
      forkServer.logger.debug("A session started", metadata: [LogKeys.session: "\(session.id)"])
      return session
    } catch {
      session.note(SessionEnd(error))
      await session.destroy()
      throw error
    }
  }

  /// Starts a session and does not wait for its first frame.
  /// - Parameters:
  ///   - verifies: Whether it tries its layers instead of running code.
  ///   - limits: What it may use as a whole, where there is a cgroup.
  /// - Returns: The session.
  /// - Throws: `SandboxError` naming the step that failed; nothing is left of it then.
  func start(verifies: Bool, limits: CgroupLimits) async throws -> SandboxSession {
    try await threads.run { try SandboxSession(self, verifies: verifies, cgroupLimits: limits) }
  }
}
