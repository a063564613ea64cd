/// A place in bytes that are read from the beginning to the end.
struct ByteCursor {
  private(set) var rest: ArraySlice<UInt8>

  init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

  var isAtEnd: Bool { rest.isEmpty }
  var next: UInt8? { rest.first }

  /// The byte that many places ahead.
  func peek(_ distance: Int) -> UInt8? {
    let place = rest.startIndex + distance
    return place < rest.endIndex ? rest[place] : nil
  }

  mutating func skip(_ count: Int) { rest = rest.dropFirst(count) }

  mutating func skip(while isSkipped: (UInt8) -> Bool) { rest = rest.drop(while: isSkipped) }

  mutating func skipBlanks() { skip(while: \.isBlank) }

  mutating func move(to place: Int) { rest = rest[max(place, rest.startIndex)...] }

  mutating func moveToEnd() { rest = rest.suffix(0) }

  /// Steps over the mark if it comes next.
  mutating func take(_ mark: some Collection<UInt8>) -> Bool {
    guard rest.starts(with: mark) else { return false }
    skip(mark.count)
    return true
  }

  mutating func take(_ byte: UInt8) -> Bool {
    guard next == byte else { return false }
    skip(1)
    return true
  }

  mutating func take(while isTaken: (UInt8) -> Bool) -> ArraySlice<UInt8> {
    let taken = rest.prefix(while: isTaken)
    skip(taken.count)
    return taken
  }

  /// Takes all before the mark and steps over it.
  ///
  /// - Returns: Nil where the mark does not come; the place is then unchanged.
  mutating func take(upTo mark: [UInt8]) -> ArraySlice<UInt8>? {
    guard let first = mark.first else { return nil }
    var place = rest.startIndex
    while let found = rest[place...].firstIndex(of: first) {
      if rest[found...].starts(with: mark) {
        defer { rest = rest[(found + mark.count)...] }
        return rest[..<found]
      }
      place = found + 1
    }
    return nil
  }
}
