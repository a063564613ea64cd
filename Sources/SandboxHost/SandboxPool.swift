package import Logging
import SandboxProtocol
import TelemetryNames

/// Hands out sessions: up to a limit at once, a bounded queue before them, each killed after its one use.
///
/// `PoolState` decides; the pool does it, with processes, clock and those who wait.
package actor SandboxPool {
  /// Whether code can be run.
  package enum Readiness: Sendable, Hashable {
    case starting
    case ready(IsolationReport)
    case failed(SandboxError)
  }

  /// What somebody who waited is given.
  private enum Grant {
    case session(SandboxSession)
    /// A place, and where the session is to be started.
    case fork(on: ForkServerProcess)
  }

  package nonisolated let profile: SandboxProfile
  let paths: SandboxPaths
  let heartbeat: Heartbeat
  let clock: any Clock<Duration>
  /// The time since the pool was made.
  private let elapsed: @Sendable () -> Duration
  package nonisolated let logger: Logger
  let threads: BlockingThreads
  let used: AsyncStream<UsedSession>
  private let usedContinuation: AsyncStream<UsedSession>.Continuation
  private(set) var state: PoolState
  /// What `state` orders of the tasks of each tier.
  let orders: [TierOrders]
  /// What the numbers of `state` stand for.
  var servers: [UInt64: ForkServerRecord] = [:]
  private var parked: [UInt64: SandboxSession] = [:]
  private var waiters: [UInt64: CheckedContinuation<Grant, any Error>] = [:]
  private var lastNumber: UInt64 = 0
  /// Wakes the queue as long as somebody is in it.
  private var alarm: Task<Void, Never>?
  private var readinessWaiters: [CheckedContinuation<Void, Never>] = []
  /// What the trials showed, and where sessions get their cgroups; both are settled before the first session.
  var report: IsolationReport?
  var stock: CgroupStock?
  /// Where sessions get their numbers, and with them their ids; taken by the first fork server.
  var numbers: SessionNumbers?
  /// Why there is no tree where `full` was asked for.
  var treeProblem: CgroupProblem?

  /// - Parameters:
  ///   - profile: Limits and tiers.
  ///   - paths: The parts of the sandbox.
  ///   - heartbeat: How fork servers that hang are found.
  ///   - clock: What waits are measured by.
  ///   - logger: Where progress goes.
  package init(
    profile: SandboxProfile,
    paths: SandboxPaths,
    heartbeat: Heartbeat,
    clock: some Clock<Duration>,
    logger: Logger
  ) {
    self.profile = profile
    self.paths = paths
    self.heartbeat = heartbeat
    self.clock = clock
    self.logger = logger
    let beginning = clock.now
    elapsed = { beginning.duration(to: clock.now) }
    let limits = PoolState.Limits(
      sessionCount: profile.sessionCount,
      parkedCount: profile.parkedCount,
      queueLength: profile.queueLength,
      queueTime: .milliseconds(Int64(clamping: profile.queueMilliseconds))
    )
    state = PoolState(limits: limits, tierCount: profile.tiers.count)
    orders = profile.tiers.map { _ in TierOrders() }
    // A session holds one thread at most, while it starts, runs or ends. Of each tier one is parked at a time, each fork
    // server holds one, and while one is replaced and another hangs there may be four.
    threads = BlockingThreads(count: profile.sessionCount + 2 + 5 * profile.tiers.count)
    (used, usedContinuation) = AsyncStream.makeStream()
  }

  /// Whether code can be run now.
  package var readiness: Readiness {
    noteLostServers()
    if let failure = state.failure { return .failed(failure) }
    guard let report, state.hasForkServer else { return .starting }
    return .ready(report)
  }

  /// What the pool holds at this moment: sessions that are used or being ended, those that wait for their use, and
  /// responses in the queue.
  package var usage: (isReady: Bool, active: Int, parked: Int, waiting: Int) {
    noteLostServers()
    return (state.failure == nil && state.hasForkServer, state.activeCount, state.parkedCount, state.waiterCount)
  }

  /// What there is of each tier, the cheapest first.
  package var tierUsage: [(name: SandboxTier.Name, condition: TierCondition, memoryByteCount: UInt64, parked: Int)] {
    noteLostServers()
    return zip(profile.tiers, state.tiers).map { tier, state in
      let server = state.isWarm ? state.server.flatMap { servers[$0] } : nil
      return (tier.name, state.condition, server?.memoryByteCount ?? 0, state.parked.count)
    }
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
        for tier in orders.indices {
          group.addTask { await self.keepParked(tier) }
          group.addTask { try await self.superviseForkServers(of: tier) }
        }
        handle(.begun)
        // None ends but by failure or when all are cancelled.
        while try await group.next() != nil {}
      }
    } catch {
      await stop(because: error as? SandboxError ?? .unavailable("\(error)"))
      throw error
    }
    await stop(because: .unavailable("the server is stopping"))
  }

  private func stop(because reason: SandboxError) async {
    handle(.stopped(reason))
    alarm?.cancel()
    usedContinuation.finish()
    killForkServers()
    // Where another was just being started in its place, it is still there.
    parked = [:]
    for orders in orders { orders.finish() }
    await threads.stop()
    stock?.close()
  }

  // MARK: Who wants a session

  /// Gives a fresh session; the caller gives it back with `release`.
  /// - Parameter tier: The cheapest tier that has all the code names; a dearer or a cheaper one takes its place while it
  ///   is not there.
  /// - Returns: A session whose jail is complete.
  /// - Throws: `SandboxError.busy` where the queue is full or the wait was too long; another `SandboxError` where no
  ///   session can be started; `CancellationError`.
  package func acquire(tier: Int = 0) async throws -> SandboxSession {
    let waiter = makeNumber()
    var event = PoolState.Event.wanted(waiter: waiter, tier: tier)
    while true {
      switch try await grant(waiter, after: event) {
      case .session(let session): return session
      case .fork(let server):
        do {
          let session = try await starting(on: server).start()
          handle(.served(waiter: waiter))
          return session
        } catch {
          guard !server.isServing, !Task.isCancelled, state.failure == nil else {
            handle(.notStarted(waiter: waiter, triesAgain: false))
            throw error
          }
          event = .notStarted(waiter: waiter, triesAgain: true)
        }
      }
    }
  }

  private func grant(_ waiter: UInt64, after event: PoolState.Event) async throws -> Grant {
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        waiters[waiter] = continuation
        handle(event)
        if Task.isCancelled { handle(.cancelled(waiter: waiter)) }
      }
    } onCancel: {
      Task { await self.handle(.cancelled(waiter: waiter)) }
    }
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

  // MARK: What the state says

  /// Tells the state what happened, and does what it says.
  func handle(_ event: PoolState.Event) {
    noteLostServers()
    apply(event)
  }

  func apply(_ event: PoolState.Event) {
    for action in state.handle(event, at: elapsed()) { perform(action) }
    watchQueue()
  }

  private func perform(_ action: PoolState.Action) {
    switch action {
    case .lend(let session, let waiter): lend(parked.removeValue(forKey: session), to: waiter)
    case .fork(let server, let waiter):
      guard let server = servers[server] else { return apply(.notStarted(waiter: waiter, triesAgain: true)) }
      answer(waiter, .success(.fork(on: server.process)))
    case .refuse(let waiter, let error): answer(waiter, .failure(error))
    case .dismiss(let waiter): answer(waiter, .failure(CancellationError()))
    case .discard(let session): parked.removeValue(forKey: session).map(discard)
    case .rest(let tier): orders[tier].parking.yield(.rest)
    case .forkAhead(let tier, let server): orders[tier].parking.yield(.fork(on: server))
    case .start(let tier, let delay): orders[tier].starts.yield(delay)
    case .retire(let server): servers[server]?.process.retire()
    case .settleReadiness:
      for waiter in readinessWaiters { waiter.resume() }
      readinessWaiters = []
    }
  }

  private func lend(_ session: SandboxSession?, to waiter: UInt64) {
    if let session, session.isAlive {
      apply(.served(waiter: waiter))
      return answer(waiter, .success(.session(session)))
    }
    if let session {
      session.note(.failed("it ended before its use"))
      discard(session)
    }
    apply(.foundDead(waiter: waiter))
  }

  private func answer(_ waiter: UInt64, _ result: Result<Grant, any Error>) {
    waiters.removeValue(forKey: waiter)?.resume(with: result)
  }

  /// Sees to it that nobody waits longer than the state allows.
  private func watchQueue() {
    guard alarm == nil, state.nextDeadline != nil else { return }
    alarm = Task {
      while let deadline = state.nextDeadline, (try? await clock.sleep(for: deadline - elapsed())) != nil {
        handle(.timePassed)
      }
      alarm = nil
    }
  }

  func makeNumber() -> UInt64 {
    lastNumber += 1
    return lastNumber
  }

  func keep(_ session: SandboxSession) -> UInt64 {
    let number = makeNumber()
    parked[number] = session
    return number
  }

  private func discard(_ session: SandboxSession) {
    usedContinuation.yield(UsedSession(session: session, hasPlace: false))
  }
}
