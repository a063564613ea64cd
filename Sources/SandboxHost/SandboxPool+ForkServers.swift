import Logging
import SandboxProtocol
import TelemetryNames

/// The fork servers of a pool: of each tier one for new sessions, and one at most that ends with its last.
extension SandboxPool {
  /// How often starting again is tried, and how long the rests between the tries become.
  private static let restartDelays: [Duration] = [.milliseconds(50), .milliseconds(500), .seconds(2), .seconds(5)]

  /// Keeps a tier's fork server alive until the task is cancelled; then none is left.
  ///
  /// The first start of a tier waits for the one before it: what is cheap is there soonest.
  /// - Parameter tier: The tier's index.
  /// - Throws: `SandboxError` of the first start; a later one that fails is tried again.
  func superviseForkServers(of tier: Int) async throws {
    if tier > 0 { await opened(tier - 1) }
    var isFirst = true
    var failures = 0
    var retired: [ForkServerProcess] = []
    defer { for server in retired { server.kill(because: .unavailable("the server is stopping")) } }
    while !Task.isCancelled {
      do {
        await waitForLastSessions(of: retired, tier)
        retired.removeAll { $0.isEnded }
        let (server, facts) = try await startForkServer(of: tier)
        failures = 0
        isFirst = false
        if let worn = tiers[tier].forkServer { retired.append(worn) }
        open(tier, with: server, facts)
        retired.last?.retire()
        let change = await untilCancelled(server) {
          await server.waitForChange(
            sessions: profile.recycleCount,
            time: .milliseconds(Int64(clamping: profile.recycleMilliseconds))
          )
        }
        if case .worn = change, !Task.isCancelled { continue }
        if case .silent = change, !Task.isCancelled {
          logger.error("A fork server hangs; starting another", metadata: [LogKeys.tier: "\(tiers[tier].tier.name)"])
          // It ends with the last block that runs in it.
          retired.append(server)
          tiers[tier].forkServer = nil
          discardParked(tier)
          continue
        }
        server.kill(because: .unavailable("the fork server ended"))
        tiers[tier].forkServer = nil
        discardParked(tier)
      } catch {
        // A server that is stopped while it starts has no failure to tell.
        if Task.isCancelled { return }
        guard !isFirst else { throw error }
        failures += 1
        logger.error("The fork server did not start again", metadata: [LogKeys.error: "\(error)"])
      }
      if Task.isCancelled { return }
      logger.error("The fork server ended; starting another")
      try? await Task.sleep(for: Self.restartDelays[min(failures, Self.restartDelays.count - 1)])
    }
  }

  /// Waits until a retired fork server has ended, so that there are never more than two with their memory.
  ///
  /// One that serves on is no reason to wait any longer when the other has died.
  private func waitForLastSessions(of retired: [ForkServerProcess], _ tier: Int) async {
    while retired.contains(where: { !$0.isEnded }), tiers[tier].isWarm, !Task.isCancelled {
      try? await Task.sleep(for: .milliseconds(100))
    }
  }

  /// What all fork servers of the pool number their sessions by.
  /// - Throws: `SandboxError.refused` where other servers have taken too many.
  private func sessionNumbers() throws(SandboxError) -> SessionNumbers {
    if let numbers { return numbers }
    // Beside those that are used: as many of a fork server that hangs, the parked, those of a fork server that is being
    // replaced, and such as end slowly.
    let count = 2 * profile.sessionCount + 2 * profile.tiers.count * profile.parkedCount + 8
    let taken = try SessionNumbers(atLeast: count)
    numbers = taken
    return taken
  }

  /// Starts a fork server, has every layer tried, and runs a first block.
  /// - Throws: `SandboxError`; nothing is left then.
  private func startForkServer(of tier: Int) async throws -> (ForkServerProcess, ForkServerFacts) {
    let server = try ForkServerProcess.start(
      paths,
      profile: profile,
      preload: tiers[tier].tier.preload,
      numbers: try sessionNumbers(),
      level: profile.isolation.levels[0],
      stock: stock,
      threads: threads,
      logger: logger
    )
    do {
      return (server, try await untilCancelled(server) { try await self.examine(server) })
    } catch {
      server.kill(because: error as? SandboxError ?? .lost)
      throw error
    }
  }

  private func examine(_ server: ForkServerProcess) async throws -> ForkServerFacts {
    let facts = try await server.waitUntilReady(seconds: 120)
    guard facts.missingModules.isEmpty else {
      throw SandboxError.missing(
        what: "a library of the preload list (\(facts.missingModules.joined(separator: "; ")))",
        path: paths.libraries,
        remedy:
          "Install the library set again: rm -r .libraries, then `make build`; or correct preload in sandbox.yaml."
      )
    }
    let levels = report?.level.map { [$0] } ?? profile.isolation.levels
    let found = try await IsolationTrial(starting: starting(on: server), treeProblem: treeProblem).run(
      facts: facts,
      levels: levels
    )
    guard let level = found.level else { throw found.refusal(of: levels) }
    if level != .full, let stock {
      let missing = found.missing(for: .full).map { "\($0.layer.rawValue): \($0.detail)" }
      logger.warning(
        "A cgroup is there, but not every layer of full isolation held",
        metadata: [LogKeys.isolation: "\(level.rawValue)", LogKeys.layer: "\(missing.joined(separator: "; "))"]
      )
      stock.close()
      self.stock = nil
    }
    try await probe(server)
    settleReport(found)
    return facts
  }

  /// Runs a first block: only what has run Python in its jail is called ready.
  private func probe(_ server: ForkServerProcess) async throws {
    let session = try await starting(on: server).start()
    let report: BlockReport
    do {
      report = try await session.run(Array("print(6 * 7)".utf8))
    } catch {
      _ = await session.destroy()
      throw error
    }
    _ = await session.destroy()
    guard report.ending == .completed(failure: nil), report.standardOutput.text == "42\n" else {
      throw SandboxError.unavailable("the first block in the sandbox did not print what it should")
    }
  }

  private func open(_ tier: Int, with server: ForkServerProcess, _ facts: ForkServerFacts) {
    discardParked(tier)
    tiers[tier].forkServer = server
    tiers[tier].wasOpened = true
    server.keepAlive(by: heartbeat, drain: .milliseconds(Int64(clamping: profile.blockMilliseconds)))
    tiers[tier].memoryByteCount = facts.memoryByteCount
    tiers[tier].wake.yield()
    for waiter in tiers[tier].openWaiters { waiter.resume() }
    tiers[tier].openWaiters = []
    settle(failure: nil)
    admitWaiters()
  }

  /// Waits until a tier has its first fork server, or never will.
  private func opened(_ tier: Int) async {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        if tiers[tier].isWarm || Task.isCancelled {
          continuation.resume()
        } else {
          tiers[tier].openWaiters.append(continuation)
        }
      }
    } onCancel: {
      Task { await self.giveUpOpening(tier) }
    }
  }

  private func giveUpOpening(_ tier: Int) {
    for waiter in tiers[tier].openWaiters { waiter.resume() }
    tiers[tier].openWaiters = []
  }

  /// Kills the server where the task is cancelled, which ends every wait for it.
  private func untilCancelled<Value: Sendable>(
    _ server: ForkServerProcess,
    _ body: () async throws -> Value
  ) async rethrows -> Value {
    try await withTaskCancellationHandler {
      try await body()
    } onCancel: {
      server.kill(because: .unavailable("the server is stopping"))
    }
  }
}
