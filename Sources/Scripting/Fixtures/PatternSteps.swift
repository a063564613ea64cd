import Synchronization

/// What the patterns a request is compared with may cost, in steps: an item of a pattern tried at a place of the text is
/// one, and so are eight bytes the match moves by.
///
/// A step takes some 15 to 30 ns, so one match ends within a tenth of a second for a short text, and all those of a
/// request within about one.
final class PatternSteps: Sendable {
  /// Steps one match may take, whatever the text.
  static let base = 2_000_000
  /// Steps one match may take for each byte of the text besides.
  static let perByte = 4
  /// How many matches may use up what one may take.
  static let matches = 10
  /// Steps after which others get their turn.
  static let turn = 1_000_000

  private let left: Atomic<Int>

  /// - Parameter bytes: How long the texts are together.
  init(bytes: Int) {
    left = Atomic(Self.matches * Self.limit(bytes: bytes))
  }

  /// The most steps of the next match.
  func limit(bytes: Int) -> Int { max(0, min(Self.limit(bytes: bytes), left.load(ordering: .relaxed))) }

  /// What is left for all matches to come.
  var rest: Int { left.load(ordering: .relaxed) }

  func spend(_ steps: Int) { left.subtract(steps, ordering: .relaxed) }

  private static func limit(bytes: Int) -> Int { base + perByte * bytes }
}

/// A pattern cannot be told to match or not to match at a cost that is allowed.
struct PatternTooCostly: Error, CustomStringConvertible {
  /// As a fixture writes it.
  var pattern: String
  /// What it would need more than: `2000000 steps`.
  var bound: String

  var description: String {
    "the pattern \(pattern) needs more than \(bound) for this text; make it simpler, or anchor it with ^, so that it is "
      + "not tried again at each place"
  }
}
