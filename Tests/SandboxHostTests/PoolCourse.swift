import Testing

@testable import SandboxHost

/// A pool and what it said, step by step.
struct PoolCourse {
  var state: PoolState
  var now = Duration.zero

  init(sessions: Int = 2, parked: Int = 0, queue: Int = 2, tiers: Int = 1) {
    let limits = PoolState.Limits(
      sessionCount: sessions,
      parkedCount: parked,
      queueLength: queue,
      queueTime: .seconds(10)
    )
    state = PoolState(limits: limits, tierCount: tiers)
  }

  /// A pool whose tiers have a fork server each, with the numbers 100, 101, …; nothing is parked.
  static func open(sessions: Int = 2, parked: Int = 0, queue: Int = 2, tiers: Int = 1) -> PoolCourse {
    var course = PoolCourse(sessions: sessions, parked: parked, queue: queue, tiers: tiers)
    for tier in 0..<tiers { _ = course.state.handle(.opened(server: 100 + UInt64(tier), tier: tier), at: .zero) }
    return course
  }

  mutating func expect(
    _ event: PoolState.Event,
    _ actions: PoolState.Action...,
    at location: SourceLocation = #_sourceLocation
  ) {
    #expect(state.handle(event, at: now) == actions, "\(event)", sourceLocation: location)
  }
}
