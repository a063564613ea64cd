/// What a tier can do at a moment.
package enum TierCondition: String, Sendable {
  /// Sessions are forked from it.
  case ready
  /// It imports its libraries for the first time.
  case starting
  /// Its fork server ended or hung, and another is being started.
  case restarting
}

extension SandboxPool {
  /// What there is of a tier.
  struct TierState {
    let tier: SandboxTier
    /// The fork server for new sessions; nil while there is none.
    var forkServer: ForkServerProcess?
    /// Sessions of `forkServer` that wait for their use, the oldest first.
    var parked: [SandboxSession] = []
    /// Says that there may be fewer than there should.
    let wakes: AsyncStream<Void>
    let wake: AsyncStream<Void>.Continuation
    /// What `forkServer` held when it was ready, in bytes.
    var memoryByteCount: UInt64 = 0
    /// Whether there has been a fork server.
    var wasOpened = false
    /// Told when the first fork server is there.
    var openWaiters: [CheckedContinuation<Void, Never>] = []

    init(_ tier: SandboxTier) {
      self.tier = tier
      (wakes, wake) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    var isWarm: Bool { forkServer?.isServing == true }

    var condition: TierCondition { isWarm ? .ready : wasOpened ? .restarting : .starting }
  }
}
