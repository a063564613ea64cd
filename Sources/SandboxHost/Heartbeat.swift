/// How a fork server that hangs is found: it is asked for a sign of life, and answers between two requests.
///
/// One question a period costs an idle server two wake-ups, its own and the fork server's. A machine that is merely slow
/// is given more time than the numbers say: an answer may stay away for several sleeps of ours in turn, and on such a
/// machine these take longer as well.
package struct Heartbeat: Sendable {
  /// From one question to the next.
  private static let period = Duration.seconds(1)
  /// How long an answer may take.
  private static let patience = Duration.seconds(2)
  /// In how many sleeps the rest of the patience is spent.
  private static let sleeps = 4

  let clock: any Clock<Duration>

  /// - Parameter clock: What the waits are measured by; one that stands still while the machine sleeps.
  package init(clock: any Clock<Duration>) {
    self.clock = clock
  }

  /// Asks again and again until an answer stays away.
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
