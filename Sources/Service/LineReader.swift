/// Cuts bytes that come in pieces into lines; empty ones are passed over.
struct LineReader {
  /// In bytes; a request may be as long as a body.
  private static let longest = 100 << 20

  private var open: [UInt8] = []
  private var isTooLong = false

  /// Takes the next piece.
  ///
  /// - Parameter piece: Any bytes.
  /// - Returns: The lines it completes, nil for one too long to be kept.
  mutating func take(_ piece: [UInt8]) -> [[UInt8]?] {
    var lines: [[UInt8]?] = []
    var rest = piece[...]
    while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
      add(rest[..<end])
      if let line = self.rest { lines.append(line) }
      open = []
      isTooLong = false
      rest = rest[(end + 1)...]
    }
    add(rest)
    return lines
  }

  /// What stands behind the last line end; nil for nothing, and within for a line too long.
  var rest: [UInt8]?? {
    if isTooLong { return .some(nil) }
    return open.allSatisfy { [9, 13, 32].contains($0) } ? nil : .some(open)
  }

  private mutating func add(_ bytes: ArraySlice<UInt8>) {
    isTooLong = isTooLong || open.count + bytes.count > Self.longest
    if isTooLong { open = [] } else { open += bytes }
  }
}
