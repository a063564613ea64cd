/// Reads times as fixtures write them.
enum ReplyDuration {
  /// The longest time a fixture may name, in seconds.
  static let maximum = 3600.0

  /// Reads a time.
  ///
  /// - Parameter text: `400ms`, `1.5s`, `2min`, or a number of seconds.
  /// - Returns: Nil where the text is not a time, or longer than an hour.
  static func parse(_ text: String) -> Duration? {
    let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    guard let number = Double(digits), number >= 0 else { return nil }
    let factor: Double
    switch text.dropFirst(digits.count).filter({ $0 != " " }) {
    case "ms": factor = 0.001
    case "", "s": factor = 1
    case "min", "m": factor = 60
    default: return nil
    }
    let seconds = number * factor
    return seconds <= maximum ? .seconds(seconds) : nil
  }
}
