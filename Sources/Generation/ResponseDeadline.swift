package import GeminiAPI
import Synchronization

extension Status {
  /// What a response that ran out of time is answered with.
  package static let responseTimedOut = Status(
    code: .deadlineExceeded,
    message: "Deadline expired before operation could complete."
  )
}

/// Runs the work of one response and cancels it when its time is over.
///
/// The work begins on the spot, and a clock is set only for what is not done when it first waits: most answers never do.
/// - Parameters:
///   - limit: How long the work may take.
///   - clock: The clock that is asked; a test passes its own.
///   - work: The response's work; it sees the deadline as cancellation.
/// - Returns: What the work returned in time.
/// - Throws: `DEADLINE_EXCEEDED` once the time is over and the work has ended, else what the work threw.
package func withResponseDeadline<Result: Sendable>(
  _ limit: Duration,
  clock: some Clock<Duration>,
  _ work: @escaping @Sendable () async throws -> Result
) async throws -> Result {
  let end = clock.now.advanced(by: limit)
  let progress = WorkProgress()
  return try await withThrowingTaskGroup(of: Result?.self) { group in
    group.addImmediateTask {
      defer { progress.isDone.store(true, ordering: .releasing) }
      return try await work()
    }
    if progress.isDone.load(ordering: .acquiring) {
      guard clock.now < end else { throw Status.responseTimedOut }
    } else {
      group.addTask {
        await waitUntil(end, on: clock)
        return nil
      }
    }
    defer { group.cancelAll() }
    guard let result = try await group.next() ?? nil else {
      // The wait ends early only when the whole response was cancelled.
      try Task.checkCancellation()
      throw Status.responseTimedOut
    }
    return result
  }
}

/// Whether some work has ended.
private final class WorkProgress: Sendable {
  let isDone = Atomic(false)
}

/// Lets time pass, or until the task is cancelled, which is not an error.
///
/// - Parameters:
///   - duration: How much.
///   - clock: The clock that is asked; a test passes its own.
package func pass(_ duration: Duration, on clock: some Clock<Duration>) async {
  await waitUntil(clock.now.advanced(by: duration), on: clock)
}

/// Waits until then, or until the task is cancelled, which is not an error.
private func waitUntil<AnyClock: Clock<Duration>>(_ end: AnyClock.Instant, on clock: AnyClock) async {
  // In short steps, for the runtime keeps a cancelled sleep in memory until its time would have come.
  while clock.now < end, !Task.isCancelled {
    try? await clock.sleep(until: min(end, clock.now.advanced(by: .seconds(5))), tolerance: nil)
  }
}
