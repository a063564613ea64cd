/// Detects a fork server that hangs: it is asked for a sign of life, and answers between two requests.
///
/// One question a period costs an idle server two wake-ups, its own and the fork server's. A machine that is only slow gets
/// more time than the numbers say: an answer may be missing for several of our sleeps in a row, and on such a machine
/// these take longer too.
package struct Heartbeat: Sendable {
  /// From one question to the next.
  private static let period = Duration.seconds(1)
  /// How long an answer may take.
  private static let patience = Duration.seconds(2)
  /// The number of sleeps into which the rest of the patience is divided.
  private static let sleeps = 4

  let clock: any Clock<Duration>

  /// - Parameter clock: Measures the waits; it must not advance while the machine sleeps.
  package init(clock: any Clock<Duration>) {
    self.clock = clock
  }

  /// Asks periodically until an answer is missing.
  ///
  /// - Parameters:
  ///   - ask: Sends a question with its number, from 1.
  ///   - answered: The number of the last question that was answered.
  /// - Throws: `CancellationError`.
  package func awaitSilence(asking ask: @Sendable (UInt64) -> Void, answered: @Sendable () -> UInt64) async throws {
    var number: UInt64 = 0
    while true {
      number += 1
      ask(number)
      try await clock.sleep(for: Self.period)
      for _ in 0..<Self.sleeps where answered() < number {
        try await clock.sleep(for: (Self.patience - Self.period) / Self.sleeps)
      }
      if answered() < number { return }
    }
  }
}
