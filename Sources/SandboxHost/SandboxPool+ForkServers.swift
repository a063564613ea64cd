import Executions
import Logging
import SandboxProtocol
import TelemetryNames

/// A fork server of a pool.
struct ForkServerRecord {
  var process: ForkServerProcess
  /// What it held when it was ready.
  var memoryByteCount: UInt64
}

/// The fork servers of a pool: of each tier one for new sessions, and one at most that ends with its last.
extension SandboxPool {
  /// Starts a tier's fork servers as the state orders them, and watches each until it is to be replaced.
  /// - Parameter tier: The tier's index.
  /// - Throws: `SandboxError` of the first start; a later one that fails is tried again.
  func superviseForkServers(of tier: Int) async throws {
    defer { killForkServers() }
    for await delay in orders[tier].startOrders {
      if delay > .zero { try? await clock.sleep(for: delay) }
      while state.awaitsRetired(tier), !Task.isCancelled {
        try? await clock.sleep(for: .milliseconds(100))
        noteLostServers()
      }
      guard !Task.isCancelled else { return }
      do {
        let (server, facts) = try await startForkServer(of: tier)
        await watch(server, open(server, facts, tier), tier)
      } catch {
        // A server that is stopped while it starts has no failure to tell.
        if Task.isCancelled { return }
        guard state.tiers[tier].wasOpened else { throw error }
        logger.error("The fork server did not start again", metadata: [LogKeys.error: "\(error)"])
        logger.error("The fork server ended; starting another")
        handle(.startFailed(tier: tier))
      }
    }
  }

  /// Makes a fork server the one for new sessions of its tier.
  /// - Returns: Its number.
  private func open(_ server: ForkServerProcess, _ facts: ForkServerFacts, _ tier: Int) -> UInt64 {
    let number = makeNumber()
    noteLostServers()
    servers[number] = ForkServerRecord(process: server, memoryByteCount: facts.memoryByteCount)
    server.keepAlive(by: heartbeat, drain: .milliseconds(Int64(clamping: profile.blockMilliseconds)))
    apply(.opened(server: number, tier: tier))
    return number
  }

  /// Waits until a fork server is to be replaced.
  private func watch(_ server: ForkServerProcess, _ number: UInt64, _ tier: Int) async {
    let change = await untilCancelled(server) {
      await server.waitForChange(
        sessions: profile.recycleCount,
        time: .milliseconds(Int64(clamping: profile.recycleMilliseconds)),
        by: clock
      )
    }
    guard !Task.isCancelled else { return }
    switch change {
    case .worn: handle(.worn(tier: tier))
    case .silent:
      logger.error("A fork server hangs; starting another", metadata: [LogKeys.tier: "\(profile.tiers[tier].name)"])
      handle(.hung(server: number, tier: tier))
    case .ended:
      server.kill(because: .unavailable("the fork server ended"))
      logger.error("The fork server ended; starting another")
      handle(.died(tier: tier))
    }
  }

  /// Tells the state which fork servers take no sessions any more, and of which nothing is left.
  func noteLostServers() {
    for (number, server) in servers where !server.process.isServing {
      let isGone = server.process.isEnded
      if isGone { servers[number] = nil }
      apply(isGone ? .gone(server: number) : .lost(server: number))
    }
  }

  func killForkServers() {
    for server in servers.values { server.process.kill(because: .unavailable("the server is stopping")) }
  }

  /// Makes the cgroups' tree where the level asks for one.
  func prepareTree() {
    guard profile.isolation.levels.contains(.full) else { return }
    do throws(CgroupProblem) {
      stock = CgroupStock(
        tree: try CgroupTrees.make(),
        limits: profile.cgroupLimits,
        // As many as may end at once while others are started ahead.
        capacity: profile.parkedCount * profile.tiers.count
      )
    } catch {
      treeProblem = error
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
      preload: profile.tiers[tier].preload,
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
    let report: Execution
    do {
      report = try await session.run(Array("print(6 * 7)".utf8))
    } catch {
      await session.destroy()
      throw error
    }
    await session.destroy()
    guard report.ending == .completed(failure: nil), report.standardOutput.text == "42\n" else {
      throw SandboxError.unavailable("the first block in the sandbox did not print what it should")
    }
  }

  /// Notes what the first fork server's trials showed, once.
  private func settleReport(_ found: IsolationReport) {
    if report == nil { report = found }
    for layer in found.layers where layer.isHeld == false {
      logger.debug(
        "A layer of isolation is missing",
        metadata: [LogKeys.layer: "\(layer.layer.rawValue)", LogKeys.error: "\(layer.detail)"]
      )
    }
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
