package import Logging
import SandboxProtocol
import TelemetryNames

/// Hands out sessions: at most so many at once, a bounded queue before them, each killed after its one use.
package actor SandboxPool {
  /// Whether code can be run.
  package enum Readiness: Sendable, Hashable {
    case starting
    case ready(IsolationReport)
    case failed(SandboxError)
  }

  private struct Waiter {
    var id: UInt64
    var continuation: CheckedContinuation<Void, any Error>
    var timer: Task<Void, Never>
  }

  package nonisolated let profile: SandboxProfile
  let paths: SandboxPaths
  let heartbeat: Heartbeat
  package nonisolated let logger: Logger
  let threads: BlockingThreads
  private let used: AsyncStream<UsedSession>
  let usedContinuation: AsyncStream<UsedSession>.Continuation
  /// Fork servers and parked sessions, by tier.
  var tiers: [TierState]
  /// What the trials showed, and where sessions get their cgroups; both are settled before the first session.
  var report: IsolationReport?
  var stock: CgroupStock?
  /// Where sessions get their numbers, and with them their ids; taken by the first fork server.
  var numbers: SessionNumbers?
  /// Why there is no tree where `full` was asked for.
  private(set) var treeProblem: CgroupProblem?
  private var failure: SandboxError?
  private var activeCount = 0
  private var waiters: [Waiter] = []
  private var nextWaiter: UInt64 = 0
  private var readinessWaiters: [CheckedContinuation<Void, Never>] = []

  package init(profile: SandboxProfile, paths: SandboxPaths, heartbeat: Heartbeat, logger: Logger) {
    self.profile = profile
    self.paths = paths
    self.heartbeat = heartbeat
    self.logger = logger
    tiers = profile.tiers.map(TierState.init)
    // A session holds one thread at most, while it starts, runs or ends. Of each tier one is parked at a time, each fork
    // server holds one, and while one is replaced and another hangs there may be four.
    threads = BlockingThreads(count: profile.sessionCount + 2 + 5 * profile.tiers.count)
    (used, usedContinuation) = AsyncStream.makeStream()
  }

  /// Whether code can be run now.
  package var readiness: Readiness {
    if let failure { return .failed(failure) }
    guard let report, hasForkServer else { return .starting }
    return .ready(report)
  }

  /// What the pool holds at this moment: sessions that are used or being ended, those that wait for their use, and
  /// responses in the queue.
  package var usage: (isReady: Bool, active: Int, parked: Int, waiting: Int) {
    (failure == nil && hasForkServer, activeCount, tiers.reduce(0) { $0 + $1.parked.count }, waiters.count)
  }

  /// Waits until code can be run, or never will be.
  /// - Returns: `ready` or `failed`.
  package func settledReadiness() async -> Readiness {
    if case .starting = readiness {
      await withCheckedContinuation { readinessWaiters.append($0) }
    }
    return readiness
  }

  /// Keeps a fork server alive and ends used sessions, until the task is cancelled; then nothing of them is left.
  ///
  /// The first start of each tier must succeed; after that a fork server that ends is started again.
  /// - Throws: `SandboxError` of a first start.
  package func run() async throws {
    threads.start()
    do {
      prepareTree()
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { await self.endUsedSessions() }
        for tier in tiers.indices {
          group.addTask { await self.keepParked(tier) }
          group.addTask { try await self.superviseForkServers(of: tier) }
        }
        // None ends but by failure or when all are cancelled.
        while try await group.next() != nil {}
      }
    } catch {
      settle(failure: error as? SandboxError ?? .unavailable("\(error)"))
      await stop()
      throw error
    }
    settle(failure: .unavailable("the server is stopping"))
    await stop()
  }

  /// Gives a fresh session; the caller gives it back with `release`.
  /// - Parameter tier: The cheapest tier that has all the code names; a dearer or a cheaper one takes its place while it
  ///   is not there.
  /// - Returns: A session whose jail is complete.
  /// - Throws: `SandboxError.busy` where the queue is full or the wait was too long; another `SandboxError` where no
  ///   session can be started; `CancellationError`.
  package func acquire(tier: Int = 0) async throws -> SandboxSession {
    for _ in 0..<3 {
      try await takePlace()
      guard let (index, server) = warmTier(for: tier) else {
        givePlaceBack()
        continue
      }
      do {
        if let session = takeParked(index) { return session }
        return try await starting(on: server).start()
      } catch {
        givePlaceBack()
        // A fork server that went or hung while it started the session is replaced: nothing has run yet, so try the next.
        guard !server.isServing, !Task.isCancelled, failure == nil else { throw error }
      }
    }
    throw SandboxError.unavailable("the fork server ends again and again")
  }

  /// What sessions are started with.
  func starting(on server: ForkServerProcess) -> SessionStarting {
    SessionStarting(forkServer: server, profile: profile, threads: threads, stock: stock)
  }

  /// Ends a session after its one use; returns at once.
  /// - Parameter session: The session; it must not be used again.
  package nonisolated func release(_ session: SandboxSession) {
    usedContinuation.yield(UsedSession(session: session, hasPlace: true))
  }

  // MARK: Tiers

  /// What there is of each tier, the cheapest first.
  package var tierUsage: [(name: SandboxTier.Name, condition: TierCondition, memoryByteCount: UInt64, parked: Int)] {
    tiers.map { ($0.tier.name, $0.condition, $0.isWarm ? $0.memoryByteCount : 0, $0.parked.count) }
  }

  private var hasForkServer: Bool { tiers.contains(where: \.isWarm) }

  /// The cheapest tier from the wanted one on that is there, else the dearest before it.
  private func warmTier(for wanted: Int) -> (index: Int, server: ForkServerProcess)? {
    let wanted = min(max(wanted, 0), tiers.count - 1)
    let index =
      tiers.indices[wanted...].first { tiers[$0].isWarm } ?? tiers.indices[..<wanted].last { tiers[$0].isWarm }
    guard let index, let server = tiers[index].forkServer else { return nil }
    return (index, server)
  }

  // MARK: Places

  private func takePlace() async throws {
    if let failure { throw failure }
    if hasForkServer, activeCount < profile.sessionCount, waiters.isEmpty {
      activeCount += 1
      return
    }
    guard waiters.count < profile.queueLength else { throw busy }
    let id = nextWaiter
    nextWaiter += 1
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let timer = Task {
          try? await Task.sleep(for: .milliseconds(Int64(clamping: profile.queueMilliseconds)))
          if !Task.isCancelled { self.giveUp(id, because: self.busy) }
        }
        waiters.append(Waiter(id: id, continuation: continuation, timer: timer))
        if Task.isCancelled { giveUp(id, because: CancellationError()) }
      }
    } onCancel: {
      Task { await self.giveUp(id, because: CancellationError()) }
    }
  }

  private var busy: SandboxError {
    hasForkServer ? .busy(retryAfterSeconds: 1) : .unavailable("the library set is still being imported")
  }

  private func giveUp(_ id: UInt64, because error: any Error) {
    guard let index = waiters.firstIndex(where: { $0.id == id }) else { return }
    let waiter = waiters.remove(at: index)
    waiter.timer.cancel()
    waiter.continuation.resume(throwing: error)
  }

  private func givePlaceBack() {
    activeCount -= 1
    admitWaiters()
  }

  func admitWaiters() {
    while hasForkServer, activeCount < profile.sessionCount, !waiters.isEmpty {
      let waiter = waiters.removeFirst()
      waiter.timer.cancel()
      activeCount += 1
      waiter.continuation.resume()
    }
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

  /// Notes what the first fork server's trials showed, once.
  func settleReport(_ found: IsolationReport) {
    if report == nil { report = found }
    for layer in found.layers where layer.isHeld == false {
      logger.debug(
        "A layer of isolation is missing",
        metadata: [LogKeys.layer: "\(layer.layer.rawValue)", LogKeys.error: "\(layer.detail)"]
      )
    }
  }

  func settle(failure: SandboxError?) {
    self.failure = failure
    if let failure { for waiter in waiters { giveUp(waiter.id, because: failure) } }
    for waiter in readinessWaiters { waiter.resume() }
    readinessWaiters = []
  }

  // MARK: The end of sessions

  /// In microseconds.
  private static let politeness: UInt32 = 1_000

  private func endUsedSessions() async {
    await withDiscardingTaskGroup { group in
      for await used in used {
        // Where others wait for its place there is no time to be polite.
        let delay = waiters.isEmpty ? Self.politeness : 0
        group.addTask {
          if await !used.session.destroy(after: delay) {
            self.logger.error("A session was killed but did not end")
          }
          if used.hasPlace { await self.givePlaceBack() }
        }
      }
    }
  }

  private func stop() async {
    usedContinuation.finish()
    // Where another was just being started in its place, it is still there.
    for tier in tiers.indices {
      tiers[tier].forkServer?.kill(because: .unavailable("the server is stopping"))
      tiers[tier].forkServer = nil
      tiers[tier].parked = []
      tiers[tier].wake.finish()
    }
    await threads.stop()
    stock?.close()
  }
}
