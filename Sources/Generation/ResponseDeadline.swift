package import GeminiAPI

extension Status {
  /// What a response that ran out of time is answered with.
  package static let responseTimedOut = Status(
    code: .deadlineExceeded,
    message: "Deadline expired before operation could complete."
  )
}

/// Runs the work of one response and cancels it when its time is over.
///
/// - Parameters:
///   - limit: How long the work may take.
///   - clock: The clock that is asked; a test passes its own.
///   - work: The response's work; it sees the deadline as cancellation.
/// - Returns: What the work returned in time.
/// - Throws: `DEADLINE_EXCEEDED` once the time is over and the work has ended, else what the work threw.
package func withResponseDeadline<Result: Sendable>(
  _ limit: Duration,
  clock: any Clock<Duration> = ContinuousClock(),
  _ work: @escaping @Sendable () async throws -> Result
) async throws -> Result {
  try await withThrowingTaskGroup(of: Result?.self) { group in
    group.addTask { try await work() }
    group.addTask {
      // In short steps, for the runtime keeps a cancelled sleep in memory until its time would have come.
      var left = limit
      while left > .zero, !Task.isCancelled {
        let step = min(left, .seconds(5))
        // Cancelled as soon as the work is done, which is no error.
        try? await clock.sleep(for: step)
        left -= step
      }
      return nil
    }
    defer { group.cancelAll() }
    guard let result = try await group.next() ?? nil else {
      // The sleep ends early only when the whole response was cancelled.
      try Task.checkCancellation()
      throw Status.responseTimedOut
    }
    return result
  }
}
