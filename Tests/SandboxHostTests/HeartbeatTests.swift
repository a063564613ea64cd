import SandboxHost
import Synchronization
import Testing

/// A clock whose sleeps are over at once, and are counted.
private final class CountingClock: Clock {
  let slept = Mutex(Duration.zero)

  var now: ContinuousClock.Instant { ContinuousClock.now }
  var minimumResolution: Duration { .zero }

  func sleep(until deadline: ContinuousClock.Instant, tolerance: Duration?) async throws {
    try Task.checkCancellation()
    slept.withLock { $0 += deadline - ContinuousClock.now }
  }
}

@Suite struct HeartbeatTests {
  @Test func `an answer that stays away is waited for, and each question is asked once`() async throws {
    let clock = CountingClock()
    let asked = Mutex<[UInt64]>([])
    // Three questions are answered; the fourth is not.
    try await Heartbeat(clock: clock).awaitSilence { number in
      asked.withLock { $0.append(number) }
    } answered: {
      min(3, asked.withLock { $0.last ?? 0 })
    }
    #expect(asked.withLock { $0 } == [1, 2, 3, 4])
    // A second after each of the first three, and two for the last one.
    let slept = clock.slept.withLock { $0 }
    #expect(slept > .milliseconds(4_900) && slept <= .seconds(5))
  }

  @Test func `a late answer is one`() async throws {
    let clock = CountingClock()
    let asked = Mutex<UInt64>(0)
    let looks = Mutex(0)
    try await Heartbeat(clock: clock).awaitSilence { number in
      asked.withLock { $0 = number }
    } answered: {
      let look = looks.withLock {
        $0 += 1; return $0
      }
      // The first comes at the third look.
      return look < 3 ? 0 : 1
    }
    #expect(asked.withLock { $0 } == 2)
  }

  @Test func `ends when it is cancelled`() async throws {
    let task = Task {
      try await Heartbeat(clock: CountingClock()).awaitSilence(asking: { _ in }, answered: { .max })
    }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
  }
}
