/// Tells whether bytes are one of the marks in a table, of which none begins another.
struct MarkMatcher: Sendable {
  enum Verdict { case undecided, none, found(Int) }

  private let marks: [[UInt8]]
  private var word: [UInt8] = []

  init(_ marks: [[UInt8]]) { self.marks = marks }

  /// - Returns: `found` with the place of the mark in the table.
  mutating func take(_ byte: UInt8) -> Verdict {
    word.append(byte)
    guard let place = marks.firstIndex(where: { $0.starts(with: word) }) else { return .none }
    return marks[place].count == word.count ? .found(place) : .undecided
  }
}
