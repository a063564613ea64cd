/// The bounds of one response.
package struct GenerationLimits: Hashable, Sendable {
  /// Blocks of one response whose outcome is not OK before the model gets its last turn.
  ///
  /// The guide's "regenerate up to 5 times"; a success in between does not reset the count.
  package var maximumFailedBlocks: Int
  /// Blocks of one response, whatever their outcome.
  package var maximumBlocks: Int
  /// Time for one response when the client asks for none.
  package var responseDeadline: Duration
  /// The longest time a client may ask for.
  package var longestResponseDeadline: Duration

  package init(
    maximumFailedBlocks: Int = 5,
    maximumBlocks: Int = 30,
    responseDeadline: Duration = .seconds(300),
    longestResponseDeadline: Duration = .seconds(3600)
  ) {
    self.maximumFailedBlocks = maximumFailedBlocks
    self.maximumBlocks = maximumBlocks
    self.responseDeadline = responseDeadline
    self.longestResponseDeadline = longestResponseDeadline
  }

  /// The time one response gets.
  ///
  /// Clients send the time they themselves wait, rounded up to seconds. The answer must be there before it is over, so a
  /// twentieth of it is kept back, half a second at least and two at most.
  /// - Parameter seconds: What the client asked for in `X-Server-Timeout`, nil or below one where it asked for nothing.
  /// - Returns: The client's wish without that margin, bounded, or the default.
  package func deadline(askedSeconds seconds: Int?) -> Duration {
    guard let seconds, seconds > 0 else { return responseDeadline }
    let asked = min(.seconds(seconds), longestResponseDeadline)
    return asked - min(max(asked / 20, .milliseconds(500)), .seconds(2))
  }
}
