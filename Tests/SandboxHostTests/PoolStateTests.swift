import Testing

@testable import SandboxHost

private let busy = SandboxError.busy(retryAfterSeconds: 1)
private let importing = SandboxError.unavailable("the library set is still being imported")
private let stopping = SandboxError.unavailable("the server is stopping")

@Suite struct PoolQueueTests {
  @Test func `gives places up to the limit, then lets wait, then refuses`() {
    var course = PoolCourse.open()
    course.expect(.wanted(waiter: 1, tier: 0), .fork(on: 100, for: 1))
    course.expect(.wanted(waiter: 2, tier: 0), .fork(on: 100, for: 2))
    course.expect(.wanted(waiter: 3, tier: 0))
    course.expect(.wanted(waiter: 4, tier: 0))
    course.expect(.wanted(waiter: 5, tier: 0), .refuse(waiter: 5, busy))
    #expect(course.state.waiterCount == 2)
    #expect(course.state.activeCount == 2)
  }

  @Test func `who came first has the next place, whoever comes meanwhile`() {
    var course = PoolCourse.open(sessions: 1)
    course.expect(.wanted(waiter: 1, tier: 0), .fork(on: 100, for: 1))
    course.expect(.served(waiter: 1))
    course.expect(.wanted(waiter: 2, tier: 0))
    course.expect(.wanted(waiter: 3, tier: 0))
    course.expect(.placeFreed, .fork(on: 100, for: 2))
    course.expect(.wanted(waiter: 4, tier: 0))
    course.expect(.placeFreed, .fork(on: 100, for: 3))
    course.expect(.placeFreed, .fork(on: 100, for: 4))
    course.expect(.placeFreed)
    #expect(course.state.activeCount == 0)
  }

  @Test func `a place is free when nothing is left of its session, not when it was served`() {
    var course = PoolCourse.open(sessions: 1)
    course.expect(.wanted(waiter: 1, tier: 0), .fork(on: 100, for: 1))
    course.expect(.served(waiter: 1))
    course.expect(.wanted(waiter: 2, tier: 0))
    #expect(course.state.activeCount == 1)
  }

  @Test func `each waits its own time in the queue, and no longer`() {
    var course = PoolCourse.open(sessions: 1, queue: 3)
    course.expect(.wanted(waiter: 1, tier: 0), .fork(on: 100, for: 1))
    #expect(course.state.nextDeadline == nil)
    course.expect(.wanted(waiter: 2, tier: 0))
    course.now = .seconds(4)
    course.expect(.wanted(waiter: 3, tier: 0))
    #expect(course.state.nextDeadline == .seconds(10))
    course.now = .milliseconds(9_999)
    course.expect(.timePassed)
    course.now = .seconds(10)
    course.expect(.timePassed, .refuse(waiter: 2, busy))
    #expect(course.state.nextDeadline == .seconds(14))
    course.now = .seconds(60)
    course.expect(.timePassed, .refuse(waiter: 3, busy))
    #expect(course.state.nextDeadline == nil)
    course.expect(.placeFreed)
  }

  @Test func `a waiter that is cancelled leaves the queue to the others`() {
    var course = PoolCourse.open(sessions: 1)
    course.expect(.wanted(waiter: 1, tier: 0), .fork(on: 100, for: 1))
    course.expect(.wanted(waiter: 2, tier: 0))
    course.expect(.wanted(waiter: 3, tier: 0))
    course.expect(.cancelled(waiter: 2), .dismiss(waiter: 2))
    course.expect(.cancelled(waiter: 2))
    // Who has a place has what it asked for.
    course.expect(.cancelled(waiter: 1))
    course.expect(.placeFreed, .fork(on: 100, for: 3))
  }

  @Test func `before the first fork server is there everybody waits, and is told why it took too long`() {
    var course = PoolCourse()
    course.expect(.wanted(waiter: 1, tier: 0))
    course.expect(.wanted(waiter: 2, tier: 0))
    course.expect(.wanted(waiter: 3, tier: 0), .refuse(waiter: 3, importing))
    course.now = .seconds(10)
    course.expect(.timePassed, .refuse(waiter: 1, importing), .refuse(waiter: 2, importing))
    course.expect(.wanted(waiter: 4, tier: 0))
    course.expect(.opened(server: 7, tier: 0), .settleReadiness, .fork(on: 7, for: 4))
  }

  @Test func `a session that cannot be started gives its place to the next`() {
    var course = PoolCourse.open(sessions: 1)
    course.expect(.wanted(waiter: 1, tier: 0), .fork(on: 100, for: 1))
    course.expect(.wanted(waiter: 2, tier: 0))
    course.expect(.notStarted(waiter: 1, triesAgain: false), .fork(on: 100, for: 2))
    #expect(course.state.activeCount == 1)
  }

  @Test func `a pool that stops refuses who waits and who comes, and counts down`() {
    var course = PoolCourse.open(sessions: 1, parked: 1)
    course.expect(.parked(session: 50, tier: 0, on: 100))
    course.expect(.wanted(waiter: 1, tier: 0), .lend(session: 50, to: 1), .forkAhead(tier: 0, on: 100))
    course.expect(.served(waiter: 1))
    course.expect(.wanted(waiter: 2, tier: 0))
    course.expect(.stopped(stopping), .refuse(waiter: 2, stopping), .settleReadiness)
    course.expect(.wanted(waiter: 3, tier: 0), .refuse(waiter: 3, stopping))
    course.expect(.parked(session: 51, tier: 0, on: 100), .discard(session: 51))
    course.expect(.placeFreed)
    #expect(course.state.failure == stopping)
    #expect(course.state.activeCount == 0)
    #expect(!course.state.hasForkServer)
  }
}

@Suite struct PoolTierTests {
  /// The tiers that are warm, the one that is wanted, the one that is used.
  @Test(arguments: [
    ([0, 1, 2], 0, 0), ([0, 1, 2], 1, 1), ([0, 1, 2], 2, 2), ([0, 2], 1, 2), ([0, 1], 2, 1), ([0], 2, 0),
    ([1, 2], 0, 1),
    ([2], 0, 2), ([0, 1, 2], -1, 0), ([0, 1, 2], 9, 2),
  ])
  func `the cheapest tier from the wanted one on is used, else the dearest before it`(
    warm: [Int],
    wanted: Int,
    expected: Int
  ) {
    var course = PoolCourse(tiers: 3)
    for tier in warm { _ = course.state.handle(.opened(server: UInt64(tier), tier: tier), at: .zero) }
    course.expect(.wanted(waiter: 9, tier: wanted), .fork(on: UInt64(expected), for: 9))
  }

  @Test func `a tier starts when the one before it is there`() {
    var course = PoolCourse(tiers: 3)
    course.expect(.begun, .start(tier: 0, after: .zero))
    course.expect(.opened(server: 1, tier: 0), .start(tier: 1, after: .zero), .settleReadiness)
    #expect(course.state.tiers.map(\.condition) == [.ready, .starting, .starting])
    course.expect(.opened(server: 2, tier: 1), .start(tier: 2, after: .zero), .settleReadiness)
    course.expect(.opened(server: 3, tier: 2), .settleReadiness)
    #expect(course.state.tiers.map(\.condition) == [.ready, .ready, .ready])
    // The second of a tier starts nobody else's.
    course.expect(.opened(server: 4, tier: 0), .retire(server: 1), .settleReadiness)
  }
}
