import Testing

@testable import SandboxHost

/// A pool in which everything happens in any order, and what those it deals with make of its actions.
private struct PoolModel {
  static let limits = PoolState.Limits(sessionCount: 3, parkedCount: 2, queueLength: 4, queueTime: .seconds(10))

  var state = PoolState(limits: limits, tierCount: 2)
  var random: SplitMix
  var now = Duration.zero
  var lastNumber: UInt64 = 0
  /// Those who have no answer yet, those of them a session is forked for, and those who use one.
  var waiting: Set<UInt64> = []
  var forking: [UInt64] = []
  var using = 0
  var parked: Set<UInt64> = []
  var resting: [Int] = []
  var forkingAhead: [(tier: Int, server: UInt64)] = []
  var starting: [Int] = []
  var servers: [Int: UInt64] = [:]

  mutating func makeNumber() -> UInt64 {
    lastNumber += 1
    return lastNumber
  }

  mutating func tell(_ event: PoolState.Event) {
    for action in state.handle(event, at: now) {
      switch action {
      case .lend(let session, let waiter):
        #expect(parked.remove(session) != nil, "a session is lent once")
        if Int.random(in: 0..<10, using: &random) == 0 { tell(.foundDead(waiter: waiter)) } else { serve(waiter) }
      case .fork(_, let waiter): forking.append(waiter)
      case .refuse(let waiter, _), .dismiss(let waiter): #expect(waiting.remove(waiter) != nil, "one answer each")
      case .discard(let session): #expect(parked.remove(session) != nil)
      case .rest(let tier): resting.append(tier)
      case .forkAhead(let tier, let server): forkingAhead.append((tier, server))
      case .start(let tier, _): starting.append(tier)
      case .retire, .settleReadiness: break
      }
    }
  }

  mutating func serve(_ waiter: UInt64) {
    #expect(waiting.remove(waiter) != nil, "one answer each")
    using += 1
    tell(.served(waiter: waiter))
  }

  /// Lets something happen that can.
  mutating func step() {
    now += .milliseconds(Int.random(in: 0..<2_000, using: &random))
    switch Int.random(in: 0..<14, using: &random) {
    case 0...3:
      let waiter = makeNumber()
      waiting.insert(waiter)
      tell(.wanted(waiter: waiter, tier: Int.random(in: 0..<2, using: &random)))
    case 4: tell(.cancelled(waiter: UInt64.random(in: 0...lastNumber, using: &random)))
    case 5: tell(.timePassed)
    case 6...7 where !forking.isEmpty:
      serve(forking.removeFirst())
    case 8 where !forking.isEmpty: tell(.notStarted(waiter: forking.removeFirst(), triesAgain: true))
    case 9...10 where using > 0:
      using -= 1
      tell(.placeFreed)
    case 11 where !resting.isEmpty: tell(.rested(tier: resting.removeFirst()))
    case 12 where !forkingAhead.isEmpty:
      let (tier, server) = forkingAhead.removeFirst()
      let session = makeNumber()
      parked.insert(session)
      tell(Bool.random(using: &random) ? .parked(session: session, tier: tier, on: server) : .notParked(tier: tier))
      if !state.tiers.contains(where: { $0.parked.contains(session) }) { parked.remove(session) }
    case 13: changeServers()
    default: break
    }
  }

  mutating func changeServers() {
    let tier = Int.random(in: 0..<2, using: &random)
    if let index = starting.firstIndex(of: tier) {
      starting.remove(at: index)
      let server = makeNumber()
      servers[tier] = server
      tell(.opened(server: server, tier: tier))
    } else if let server = servers.removeValue(forKey: tier) {
      tell(.lost(server: server))
      tell(Bool.random(using: &random) ? .hung(server: server, tier: tier) : .died(tier: tier))
    }
  }

  func check() {
    let limits = Self.limits
    #expect(state.activeCount == using + forking.count)
    #expect(state.activeCount <= limits.sessionCount)
    #expect(state.waiterCount <= limits.queueLength)
    #expect(state.waiterCount == waiting.count - forking.count)
    #expect(state.parkedCount == parked.count)
    #expect(state.tiers.allSatisfy { $0.parked.count <= limits.parkedCount })
    let isFree = state.hasForkServer && state.activeCount < limits.sessionCount
    #expect(!isFree || state.waiterCount == 0, "nobody waits for a place that is free")
  }
}

private struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var value = state
    value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
    value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
    return value ^ (value >> 31)
  }
}

@Suite struct PoolInvariantTests {
  @Test(arguments: 1...20)
  func `whatever happens, everybody has one answer and no place is lost`(seed: UInt64) {
    var model = PoolModel(random: SplitMix(state: seed))
    model.tell(.begun)
    for _ in 0..<2_000 {
      model.step()
      model.check()
    }
    #expect(model.lastNumber > 500)
    model.tell(.stopped(.lost))
    #expect(model.waiting == Set(model.forking), "who has a place is answered by its fork")
    #expect(model.state.waiterCount == 0)
  }
}
