extension PoolState {
  /// What happens to a pool.
  enum Event: Hashable, Sendable {
    /// A response wants a session; `tier` is the cheapest that has all its code names.
    case wanted(waiter: UInt64, tier: Int)
    /// A response does not want one any more; one that has a place is past waiting.
    case cancelled(waiter: UInt64)
    /// `nextDeadline` may be over.
    case timePassed
    /// A session was handed over, and counts as used until `placeFreed`.
    case served(waiter: UInt64)
    /// The session that was to be lent had died while it was parked.
    case foundDead(waiter: UInt64)
    /// The session that was to be forked was not; `triesAgain` where its fork server is lost and the response still waits.
    case notStarted(waiter: UInt64, triesAgain: Bool)
    /// Nothing is left of a session that was used.
    case placeFreed

    /// The moment is over that `rest` asked for.
    case rested(tier: Int)
    /// A session was forked ahead, or could not be.
    case parked(session: UInt64, tier: Int, on: UInt64)
    case notParked(tier: Int)

    /// Fork servers may be started.
    case begun
    /// A fork server is there whose layers were tried and whose first block ran.
    case opened(server: UInt64, tier: Int)
    /// A later start failed; the first failure of a tier stops the pool.
    case startFailed(tier: Int)
    /// A tier's fork server has served its time or its number of sessions; it serves until the next one is there.
    case worn(tier: Int)
    /// It gives no sign of life; it ends with the last block that runs in it.
    case hung(server: UInt64, tier: Int)
    case died(tier: Int)
    /// It was seen to take no sessions any more; `hung` or `died` follows.
    case lost(server: UInt64)
    /// Nothing of it is left, retired or not.
    case gone(server: UInt64)
    /// Nothing is started any more.
    case stopped(SandboxError)
  }

  /// What a pool is to do.
  enum Action: Hashable, Sendable {
    /// Hand over a parked session, then tell `served`; or tell `foundDead`.
    case lend(session: UInt64, to: UInt64)
    /// Start a session and hand it over, then tell `served`; or tell `notStarted`.
    case fork(on: UInt64, for: UInt64)
    case refuse(waiter: UInt64, SandboxError)
    /// Answer a response that was cancelled.
    case dismiss(waiter: UInt64)

    /// End a parked session.
    case discard(session: UInt64)
    /// Leave the processor to the block that just began, then tell `rested`.
    case rest(tier: Int)
    /// Start a session ahead, then tell `parked` or `notParked`.
    case forkAhead(tier: Int, on: UInt64)

    /// Start a fork server, then tell `opened` or `startFailed`; not before `awaitsRetired` is false.
    case start(tier: Int, after: Duration)
    /// Let a fork server come to its end with its last session.
    case retire(server: UInt64)
    /// Tell those who wait for it that the pool is ready, or has failed.
    case settleReadiness
  }
}
