package import GeminiAPI

/// The bounds of one response.
package struct GenerationLimits: Hashable, Sendable {
  /// Blocks of one response whose outcome is not OK before the model gets its last turn.
  ///
  /// The guide's "regenerate up to 5 times"; a success in between does not reset the count.
  package var maximumFailedBlocks = 5
  /// Blocks of one response, whatever their outcome.
  package var maximumBlocks = 30
  /// Time for one response when the client asks for none.
  package var responseDeadline = Duration.seconds(300)
  /// The longest time a client may ask for.
  package var longestResponseDeadline = Duration.seconds(3600)
  /// The shortest time a client may ask for; a shorter one is refused, as the service refuses one below ten seconds.
  package var minimumDeadline = Duration.seconds(10)

  package init() {}

  /// The time one response gets.
  ///
  /// Clients send the time they themselves wait, rounded up to seconds. The answer must be there before it is over, so a
  /// twentieth of it is kept back, half a second at least and two at most, and never more than half of it.
  /// - Parameter asked: What the client asked for in `X-Server-Timeout`, above zero; nil where it asked for nothing.
  /// - Returns: The client's wish without that margin, bounded, or the default.
  /// - Throws: `INVALID_ARGUMENT` for less than `minimumDeadline`, in the words clients of the service reported in 2026.
  package func deadline(asked: Duration?) throws(Status) -> Duration {
    guard let asked else { return responseDeadline }
    guard asked >= minimumDeadline else {
      throw .invalidArgument(
        "Manually set deadline \(asked.shortText) is too short. Minimum allowed deadline is \(minimumDeadline.shortText)."
      )
    }
    let bounded = min(asked, longestResponseDeadline)
    return bounded - min(max(bounded / 20, .milliseconds(500)), .seconds(2), bounded / 2)
  }
}

extension Duration {
  /// The duration in its largest unit from nanoseconds to seconds, without zeros at the end: `10s`, `9.5s`, `250ms`.
  ///
  /// Go's and Abseil's form for less than a minute. Of the service only whole seconds were seen.
  var shortText: String {
    let nanoseconds = Int(components.seconds) * 1_000_000_000 + Int(components.attoseconds) / 1_000_000_000
    let units = [("s", 1_000_000_000), ("ms", 1_000_000), ("us", 1_000), ("ns", 1)]
    let (name, size) = units.first { nanoseconds >= $0.1 } ?? units[0]
    var fraction = String(size + nanoseconds % size).dropFirst()
    while fraction.last == "0" { fraction.removeLast() }
    return "\(nanoseconds / size)" + (fraction.isEmpty ? "" : ".\(fraction)") + name
  }
}
