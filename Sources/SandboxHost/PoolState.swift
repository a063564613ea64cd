/// What a pool of sessions does next: whom it gives one, where it starts one, whom it refuses, what it replaces.
///
/// A pure state machine without I/O, clock or task: it is told what happened and when, and says what to do;
/// `SandboxPool` does it. Sessions, fork servers and waiters are numbers to it; times count from the pool's beginning.
struct PoolState: Sendable {
  /// What a pool may have at once.
  struct Limits: Sendable {
    /// How many sessions are used at once.
    var sessionCount: Int
    /// How many sessions of each tier wait for their use besides.
    var parkedCount: Int
    /// How many responses wait for a session, and how long each of them does.
    var queueLength: Int
    var queueTime: Duration
  }

  /// Somebody who wants a session.
  private struct Ticket {
    var waiter: UInt64
    var tier: Int
    /// How many fork servers have been asked for it.
    var tries = 1
    var deadline = Duration.zero
  }

  /// How many fork servers are asked for one session, where they end or hang before they have started it.
  private static let triesPerWaiter = 3

  let limits: Limits
  /// The cheapest first.
  var tiers: [PoolTier]
  /// Why there are no sessions any more.
  private(set) var failure: SandboxError?
  /// Sessions that are being started for somebody, used, or being ended.
  private(set) var activeCount = 0
  private var queue: [Ticket] = []
  /// Who has a place, but not yet a session.
  private var admitted: [UInt64: Ticket] = [:]

  init(limits: Limits, tierCount: Int) {
    self.limits = limits
    tiers = Array(repeating: PoolTier(), count: tierCount)
  }

  /// Whether sessions can be started.
  var hasForkServer: Bool { tiers.contains(where: \.isWarm) }
  var waiterCount: Int { queue.count }
  var parkedCount: Int { tiers.reduce(0) { $0 + $1.parked.count } }
  /// When the first of those who wait has waited too long.
  var nextDeadline: Duration? { queue.first?.deadline }

  /// Takes what happened.
  /// - Parameters:
  ///   - event: What.
  ///   - now: When.
  /// - Returns: What to do, in this order.
  mutating func handle(_ event: Event, at now: Duration) -> [Action] {
    switch event {
    case .wanted(let waiter, let tier):
      enqueue(Ticket(waiter: waiter, tier: min(max(tier, 0), tiers.count - 1)), at: now)
    case .cancelled(let waiter): dismiss(waiter)
    case .timePassed: refuseLate(at: now)
    case .served(let waiter): settle(waiter)
    case .foundDead(let waiter): admitted[waiter].map { give(to: $0, at: now) } ?? []
    case .notStarted(let waiter, let triesAgain): takeBack(waiter, triesAgain: triesAgain, at: now)
    case .placeFreed: freePlace(at: now)
    case .rested(let tier): forkAhead(tier)
    case .parked(let session, let tier, let server): park(session, tier, on: server)
    case .notParked(let tier): endRefill(tier)
    case .begun: [.start(tier: 0, after: .zero)]
    case .opened(let server, let tier): open(server, tier) + admit(at: now)
    case .startFailed(let tier): startAgain(tier)
    case .worn(let tier): [.start(tier: tier, after: .zero)]
    case .hung(let server, let tier): replaceHung(server, tier)
    case .died(let tier): replace(tier, after: restartDelay(tier))
    case .lost(let server): lose(server)
    case .gone(let server): forget(server)
    case .stopped(let error): stop(because: error)
    }
  }

  // MARK: Places

  private mutating func enqueue(_ ticket: Ticket, at now: Duration) -> [Action] {
    if let failure { return [.refuse(waiter: ticket.waiter, failure)] }
    if hasForkServer, activeCount < limits.sessionCount, queue.isEmpty {
      activeCount += 1
      return give(to: ticket, at: now)
    }
    guard queue.count < limits.queueLength else { return [.refuse(waiter: ticket.waiter, busy)] }
    var ticket = ticket
    ticket.deadline = now + limits.queueTime
    queue.append(ticket)
    return []
  }

  /// Gives places to those who wait, the first of them first.
  private mutating func admit(at now: Duration) -> [Action] {
    var actions: [Action] = []
    while hasForkServer, activeCount < limits.sessionCount, !queue.isEmpty {
      activeCount += 1
      actions += give(to: queue.removeFirst(), at: now)
    }
    return actions
  }

  /// Gives somebody with a place a parked session, or has one started.
  private mutating func give(to ticket: Ticket, at now: Duration) -> [Action] {
    admitted[ticket.waiter] = ticket
    guard let tier = warmTier(for: ticket.tier), let server = tiers[tier].server else {
      return takeBack(ticket.waiter, triesAgain: true, at: now)
    }
    guard !tiers[tier].parked.isEmpty else { return [.fork(on: server, for: ticket.waiter)] + refill(tier) }
    return [.lend(session: tiers[tier].parked.removeFirst(), to: ticket.waiter)] + refill(tier)
  }

  /// The cheapest tier from the wanted one on that is there, else the dearest before it.
  private func warmTier(for wanted: Int) -> Int? {
    tiers.indices[wanted...].first { tiers[$0].isWarm } ?? tiers.indices[..<wanted].last { tiers[$0].isWarm }
  }

  /// Takes back the place of somebody whose session did not start.
  ///
  /// A fork server that went or hung meanwhile is replaced: nothing has run yet, so the next one is tried.
  private mutating func takeBack(_ waiter: UInt64, triesAgain: Bool, at now: Duration) -> [Action] {
    guard var ticket = admitted.removeValue(forKey: waiter) else { return [] }
    let actions = freePlace(at: now)
    guard triesAgain else { return actions }
    guard ticket.tries < Self.triesPerWaiter else {
      return actions + [.refuse(waiter: waiter, .unavailable("the fork server ends again and again"))]
    }
    ticket.tries += 1
    return actions + enqueue(ticket, at: now)
  }

  private mutating func freePlace(at now: Duration) -> [Action] {
    activeCount -= 1
    return admit(at: now)
  }

  private mutating func settle(_ waiter: UInt64) -> [Action] {
    admitted[waiter] = nil
    return []
  }

  private mutating func dismiss(_ waiter: UInt64) -> [Action] {
    guard let index = queue.firstIndex(where: { $0.waiter == waiter }) else { return [] }
    queue.remove(at: index)
    return [.dismiss(waiter: waiter)]
  }

  private mutating func refuseLate(at now: Duration) -> [Action] {
    let late = queue.prefix { $0.deadline <= now }
    queue.removeFirst(late.count)
    return late.map { .refuse(waiter: $0.waiter, busy) }
  }

  private var busy: SandboxError {
    hasForkServer ? .busy(retryAfterSeconds: 1) : .unavailable("the library set is still being imported")
  }

  private mutating func stop(because error: SandboxError) -> [Action] {
    failure = error
    let refused = queue.map { Action.refuse(waiter: $0.waiter, error) }
    queue = []
    for tier in tiers.indices { (tiers[tier].server, tiers[tier].parked) = (nil, []) }
    return refused + [.settleReadiness]
  }
}
