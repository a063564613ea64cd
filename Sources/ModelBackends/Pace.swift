/// How fast a response is said.
package struct Pace: Hashable, Sendable {
  /// Before the first piece.
  package var timeToFirstToken = Duration.zero
  /// Tokens said a second; nil for all at once.
  package var tokensPerSecond: Double?
  /// How far each wait may be off, as a share of it from 0 to 1.
  package var jitter = 0.0
  /// Begins the numbers the jitter is drawn from: the same seed, the same waits.
  package var seed: UInt64 = 0
  /// How long code takes at least, as the client sees it; nil for as long as it really does.
  package var codeTime: Duration?
  /// Waits before each piece as they were recorded; instead of the rates above.
  package var timings: [Duration] = []

  package init() {}

  package init(timeToFirstToken: Duration, tokensPerSecond: Double?, jitter: Double) {
    self.timeToFirstToken = timeToFirstToken
    self.tokensPerSecond = tokensPerSecond
    self.jitter = jitter
  }
}
