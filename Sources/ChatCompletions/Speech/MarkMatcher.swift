/// Tells whether bytes are one of the marks in a table, of which none begins another.
struct MarkMatcher: Sendable {
  enum Verdict { case undecided, none, found(Int) }

  private let marks: [[UInt8]]
  /// The places of those that begin with what was taken.
  private var candidates: [Int]
  private var count = 0

  init(_ marks: [[UInt8]]) {
    self.marks = marks
    candidates = Array(marks.indices)
  }

  /// Takes the next byte.
  ///
  /// - Parameter byte: The byte.
  /// - Returns: `found` with the place of the mark in the table, once it is whole.
  mutating func take(_ byte: UInt8) -> Verdict {
    candidates = candidates.filter { marks[$0][count] == byte }
    count += 1
    guard let first = candidates.first else { return .none }
    return marks[first].count == count ? .found(first) : .undecided
  }
}
