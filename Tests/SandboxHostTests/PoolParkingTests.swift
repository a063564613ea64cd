import Testing

@testable import SandboxHost

@Suite struct PoolParkingTests {
  @Test func `sessions are forked ahead one at a time, up to their number`() {
    var course = PoolCourse(parked: 2)
    course.expect(.opened(server: 1, tier: 0), .settleReadiness, .forkAhead(tier: 0, on: 1))
    course.expect(.parked(session: 50, tier: 0, on: 1), .forkAhead(tier: 0, on: 1))
    course.expect(.parked(session: 51, tier: 0, on: 1))
    #expect(course.state.parkedCount == 2)
  }

  @Test func `the oldest is lent, and another takes its place, politely while there are some left`() {
    var course = PoolCourse.open(sessions: 4, parked: 2)
    course.expect(.parked(session: 50, tier: 0, on: 100), .forkAhead(tier: 0, on: 100))
    course.expect(.parked(session: 51, tier: 0, on: 100))
    course.expect(.wanted(waiter: 1, tier: 0), .lend(session: 50, to: 1), .rest(tier: 0))
    course.expect(.rested(tier: 0), .forkAhead(tier: 0, on: 100))
    course.expect(.parked(session: 52, tier: 0, on: 100))
    course.expect(.wanted(waiter: 2, tier: 0), .lend(session: 51, to: 2), .rest(tier: 0))
    course.expect(.wanted(waiter: 3, tier: 0), .lend(session: 52, to: 3))
    // None is left: one is forked for who comes now, and ahead.
    course.expect(.wanted(waiter: 4, tier: 0), .fork(on: 100, for: 4))
    course.expect(.rested(tier: 0), .forkAhead(tier: 0, on: 100))
    course.expect(.parked(session: 53, tier: 0, on: 100), .forkAhead(tier: 0, on: 100))
    course.expect(.parked(session: 54, tier: 0, on: 100))
  }

  @Test func `one that died while it was parked is not lent: the next is, or one is forked`() {
    var course = PoolCourse.open(parked: 2)
    course.expect(.parked(session: 50, tier: 0, on: 100), .forkAhead(tier: 0, on: 100))
    course.expect(.parked(session: 51, tier: 0, on: 100))
    course.expect(.wanted(waiter: 1, tier: 0), .lend(session: 50, to: 1), .rest(tier: 0))
    course.expect(.foundDead(waiter: 1), .lend(session: 51, to: 1))
    course.expect(.foundDead(waiter: 1), .fork(on: 100, for: 1))
    course.expect(.served(waiter: 1))
    #expect(course.state.activeCount == 1)
  }

  @Test func `a fork that fails is tried again when the next session is taken, not before`() {
    var course = PoolCourse.open(parked: 1)
    course.expect(.notParked(tier: 0))
    course.expect(.wanted(waiter: 1, tier: 0), .fork(on: 100, for: 1), .forkAhead(tier: 0, on: 100))
    // Taken while the fork was under way.
    course.expect(.wanted(waiter: 2, tier: 0), .fork(on: 100, for: 2))
    course.expect(.notParked(tier: 0), .forkAhead(tier: 0, on: 100))
    course.expect(.notParked(tier: 0))
  }

  @Test func `those of a fork server that is replaced go, and so does one that comes late`() {
    var course = PoolCourse.open(parked: 2)
    course.expect(.parked(session: 50, tier: 0, on: 100), .forkAhead(tier: 0, on: 100))
    course.expect(
      .opened(server: 7, tier: 0),
      .discard(session: 50),
      .retire(server: 100),
      .settleReadiness
    )
    course.expect(.parked(session: 51, tier: 0, on: 100), .discard(session: 51), .forkAhead(tier: 0, on: 7))
    course.expect(.parked(session: 52, tier: 0, on: 7), .forkAhead(tier: 0, on: 7))
  }
}
