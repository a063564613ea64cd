import Testing

@testable import SandboxHost

@Suite struct PoolReplacementTests {
  @Test func `one that is worn serves until the next is there, then ends with its last session`() {
    var course = PoolCourse.open()
    course.expect(.worn(tier: 0), .start(tier: 0, after: .zero))
    course.expect(.wanted(waiter: 1, tier: 0), .fork(on: 100, for: 1))
    course.expect(.opened(server: 101, tier: 0), .retire(server: 100), .settleReadiness)
    course.expect(.wanted(waiter: 2, tier: 0), .fork(on: 101, for: 2))
    #expect(course.state.tiers[0].condition == .ready)
  }

  @Test func `there are never more than two that serve: a third waits for the first to end`() {
    var course = PoolCourse.open()
    course.expect(.worn(tier: 0), .start(tier: 0, after: .zero))
    #expect(!course.state.awaitsRetired(0))
    course.expect(.opened(server: 101, tier: 0), .retire(server: 100), .settleReadiness)
    course.expect(.worn(tier: 0), .start(tier: 0, after: .zero))
    #expect(course.state.awaitsRetired(0))
    course.expect(.gone(server: 100))
    #expect(!course.state.awaitsRetired(0))
  }

  @Test func `a retired one that serves on is not a reason to wait where the other has died`() {
    var course = PoolCourse.open()
    course.expect(.worn(tier: 0), .start(tier: 0, after: .zero))
    course.expect(.opened(server: 101, tier: 0), .retire(server: 100), .settleReadiness)
    course.expect(.died(tier: 0), .start(tier: 0, after: .milliseconds(50)))
    #expect(!course.state.awaitsRetired(0))
  }

  @Test func `one that ends while its follower starts leaves nothing to wait for`() {
    var course = PoolCourse.open()
    course.expect(.worn(tier: 0), .start(tier: 0, after: .zero))
    course.expect(.gone(server: 100))
    #expect(course.state.tiers[0].condition == .restarting)
    course.expect(.opened(server: 101, tier: 0), .settleReadiness)
    course.expect(.worn(tier: 0), .start(tier: 0, after: .zero))
    #expect(!course.state.awaitsRetired(0))
  }

  @Test func `one that hangs is replaced at once, and ends by itself`() {
    var course = PoolCourse.open(parked: 1)
    course.expect(.parked(session: 50, tier: 0, on: 100))
    course.expect(.lost(server: 100), .discard(session: 50))
    #expect(course.state.tiers[0].condition == .restarting)
    course.expect(.wanted(waiter: 1, tier: 0))
    course.expect(.hung(server: 100, tier: 0), .start(tier: 0, after: .zero))
    // Nothing serves, so nothing waits for its end.
    #expect(!course.state.awaitsRetired(0))
    course.expect(
      .opened(server: 101, tier: 0),
      .retire(server: 100),
      .settleReadiness,
      .forkAhead(tier: 0, on: 101),
      .fork(on: 101, for: 1)
    )
  }

  @Test func `one that died is replaced after a moment, and each start that fails makes it longer`() {
    var course = PoolCourse.open()
    course.expect(.died(tier: 0), .start(tier: 0, after: .milliseconds(50)))
    course.expect(.startFailed(tier: 0), .start(tier: 0, after: .milliseconds(500)))
    course.expect(.startFailed(tier: 0), .start(tier: 0, after: .seconds(2)))
    course.expect(.startFailed(tier: 0), .start(tier: 0, after: .seconds(5)))
    course.expect(.startFailed(tier: 0), .start(tier: 0, after: .seconds(5)))
    course.expect(.opened(server: 101, tier: 0), .settleReadiness)
    course.expect(.died(tier: 0), .start(tier: 0, after: .milliseconds(50)))
  }

  @Test func `who waited for it is moved to a tier that is warm, or to the back of the queue`() {
    var course = PoolCourse.open(sessions: 2, tiers: 2)
    course.expect(.wanted(waiter: 1, tier: 1), .fork(on: 101, for: 1))
    course.expect(.lost(server: 101))
    course.expect(.notStarted(waiter: 1, triesAgain: true), .fork(on: 100, for: 1))
    course.expect(.lost(server: 100))
    course.expect(.wanted(waiter: 2, tier: 0))
    course.expect(.notStarted(waiter: 1, triesAgain: true))
    #expect(course.state.activeCount == 0)
    course.expect(.hung(server: 100, tier: 0), .start(tier: 0, after: .zero))
    course.expect(
      .opened(server: 102, tier: 0),
      .retire(server: 100),
      .settleReadiness,
      .fork(on: 102, for: 2),
      .fork(on: 102, for: 1)
    )
  }

  @Test func `nobody is moved on for ever`() {
    var course = PoolCourse.open()
    let failure = SandboxError.unavailable("the fork server ends again and again")
    course.expect(.wanted(waiter: 1, tier: 0), .fork(on: 100, for: 1))
    course.expect(.notStarted(waiter: 1, triesAgain: true), .fork(on: 100, for: 1))
    course.expect(.notStarted(waiter: 1, triesAgain: true), .fork(on: 100, for: 1))
    course.expect(.notStarted(waiter: 1, triesAgain: true), .refuse(waiter: 1, failure))
    #expect(course.state.activeCount == 0)
  }

  @Test func `who is moved on waits a whole time again, and is refused where the queue is full`() {
    var course = PoolCourse.open(sessions: 1, queue: 1)
    course.expect(.wanted(waiter: 1, tier: 0), .fork(on: 100, for: 1))
    course.now = .seconds(3)
    course.expect(.lost(server: 100))
    course.expect(.notStarted(waiter: 1, triesAgain: true))
    #expect(course.state.nextDeadline == .seconds(13))
    course.expect(.opened(server: 101, tier: 0), .retire(server: 100), .settleReadiness, .fork(on: 101, for: 1))
    course.expect(.wanted(waiter: 2, tier: 0))
    course.expect(.lost(server: 101))
    let importing = SandboxError.unavailable("the library set is still being imported")
    course.expect(.notStarted(waiter: 1, triesAgain: true), .refuse(waiter: 1, importing))
  }
}
