/// What a tier can do at a moment.
package enum TierCondition: String, Sendable {
  /// Sessions are forked from it.
  case ready
  /// It imports its libraries for the first time.
  case starting
  /// Its fork server ended or hung, and another is being started.
  case restarting
}

/// What a pool knows of a tier.
struct PoolTier: Sendable {
  enum Refill { case idle, resting, forking }

  /// The fork server for new sessions; nil while there is none.
  var server: UInt64?
  /// Whether `server` takes sessions.
  var isServing = false
  /// Sessions of `server` that wait for their use, the oldest first.
  var parked: [UInt64] = []
  /// Fork servers that end with their last sessions.
  var retired: [UInt64] = []
  /// Whether there has been a fork server.
  var wasOpened = false
  /// How many starts failed in turn.
  var failureCount = 0
  var refill = Refill.idle
  /// Whether a session was taken while others were being parked.
  var isWokenAgain = false

  var isWarm: Bool { server != nil && isServing }
  var condition: TierCondition { isWarm ? .ready : wasOpened ? .restarting : .starting }
}

/// The fork servers of a pool: of each tier one for new sessions, and such as end with their last.
extension PoolState {
  /// How long the rests before another start become, where one fails after the other.
  private static let restartDelays: [Duration] = [.milliseconds(50), .milliseconds(500), .seconds(2), .seconds(5)]

  /// Whether the start of a tier's next fork server waits for the end of a retired one.
  ///
  /// There are never more than two with their memory; but where none serves, nobody waits for one that was retired.
  func awaitsRetired(_ tier: Int) -> Bool { !tiers[tier].retired.isEmpty && tiers[tier].isWarm }

  mutating func open(_ server: UInt64, _ tier: Int) -> [Action] {
    var actions = discardParked(tier)
    if let worn = tiers[tier].server { tiers[tier].retired.append(worn) }
    actions += tiers[tier].retired.last.map { [.retire(server: $0)] } ?? []
    // The first start of a tier waits for the one before it: what is cheap is there soonest.
    if !tiers[tier].wasOpened, tiers.indices.contains(tier + 1) { actions.append(.start(tier: tier + 1, after: .zero)) }
    (tiers[tier].server, tiers[tier].isServing) = (server, true)
    (tiers[tier].wasOpened, tiers[tier].failureCount) = (true, 0)
    return actions + [.settleReadiness] + refill(tier)
  }

  mutating func startAgain(_ tier: Int) -> [Action] {
    tiers[tier].failureCount += 1
    return [.start(tier: tier, after: restartDelay(tier))]
  }

  mutating func replaceHung(_ server: UInt64, _ tier: Int) -> [Action] {
    if tiers[tier].server == server { tiers[tier].retired.append(server) }
    return replace(tier, after: .zero)
  }

  mutating func replace(_ tier: Int, after delay: Duration) -> [Action] {
    let discarded = discardParked(tier)
    tiers[tier].server = nil
    return discarded + [.start(tier: tier, after: delay)]
  }

  func restartDelay(_ tier: Int) -> Duration {
    Self.restartDelays[min(tiers[tier].failureCount, Self.restartDelays.count - 1)]
  }

  mutating func lose(_ server: UInt64) -> [Action] {
    guard let tier = tiers.firstIndex(where: { $0.server == server }) else { return [] }
    tiers[tier].isServing = false
    return discardParked(tier)
  }

  mutating func forget(_ server: UInt64) -> [Action] {
    let actions = lose(server)
    for tier in tiers.indices {
      tiers[tier].retired.removeAll { $0 == server }
      if tiers[tier].server == server { tiers[tier].server = nil }
    }
    return actions
  }
}

/// Sessions started before anybody asks: forked, jailed, waiting on their socket.
///
/// They are the difference between a fork with its jail and a message to a process that is there. A parked session is
/// handed out once like any other, and another is started in its place off the request's path, one at a time: a fork stops
/// the fork server for a moment.
extension PoolState {
  /// Begins to start sessions of a tier ahead, where there are too few.
  mutating func refill(_ tier: Int) -> [Action] {
    guard tiers[tier].refill == .idle else {
      tiers[tier].isWokenAgain = true
      return []
    }
    // A fork takes a processor that the block just begun may want; while there are some left, it waits for it.
    let count = tiers[tier].parked.count
    guard count < limits.parkedCount, count * 2 >= limits.parkedCount else { return forkAhead(tier) }
    tiers[tier].refill = .resting
    return [.rest(tier: tier)]
  }

  mutating func forkAhead(_ tier: Int) -> [Action] {
    guard failure == nil, let server = tiers[tier].server, tiers[tier].isServing,
      tiers[tier].parked.count < limits.parkedCount
    else { return endRefill(tier) }
    tiers[tier].refill = .forking
    return [.forkAhead(tier: tier, on: server)]
  }

  mutating func park(_ session: UInt64, _ tier: Int, on server: UInt64) -> [Action] {
    // The fork server may have been replaced meanwhile.
    guard tiers[tier].server == server else { return [.discard(session: session)] + forkAhead(tier) }
    tiers[tier].parked.append(session)
    return forkAhead(tier)
  }

  mutating func endRefill(_ tier: Int) -> [Action] {
    tiers[tier].refill = .idle
    guard tiers[tier].isWokenAgain else { return [] }
    tiers[tier].isWokenAgain = false
    return refill(tier)
  }

  /// Ends the parked sessions of a fork server that is no longer the one for new sessions.
  private mutating func discardParked(_ tier: Int) -> [Action] {
    defer { tiers[tier].parked = [] }
    return tiers[tier].parked.map { .discard(session: $0) }
  }
}
