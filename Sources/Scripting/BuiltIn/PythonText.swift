/// As much of Python's lexis as tells whether a text is open at the end of some code (Python reference, §2.4.1).
enum PythonText {
  /// - Parameter code: Code, whole or cut.
  /// - Returns: Whether it ends within a text in triple quotes.
  static func endsInTripleQuotes(_ code: String) -> Bool {
    var bytes = code.utf8.makeIterator()
    var current = bytes.next()
    while let byte = current {
      switch byte {
      case UInt8(ascii: "#"):
        while let next = current, next != newline { current = bytes.next() }
      case UInt8(ascii: "'"), UInt8(ascii: "\""):
        current = bytes.next()
        guard current == byte else {
          skipLine(of: byte, &bytes, &current)
          continue
        }
        current = bytes.next()
        // Two quotes and another character: an empty text.
        guard current == byte else { continue }
        guard skipTriple(of: byte, &bytes) else { return true }
        current = bytes.next()
      default:
        current = bytes.next()
      }
    }
    return false
  }

  private static let newline = UInt8(ascii: "\n")
  private static let backslash = UInt8(ascii: "\\")

  /// Goes behind a text of one line, or to the end of that line.
  private static func skipLine(of quote: UInt8, _ bytes: inout String.UTF8View.Iterator, _ current: inout UInt8?) {
    while let byte = current, byte != newline {
      current = bytes.next()
      if byte == quote { return }
      if byte == backslash, current != nil { current = bytes.next() }
    }
  }

  /// Goes behind a text in triple quotes.
  /// - Returns: false where it has no end.
  private static func skipTriple(of quote: UInt8, _ bytes: inout String.UTF8View.Iterator) -> Bool {
    var run = 0
    while let byte = bytes.next() {
      if byte == backslash { _ = bytes.next() }
      run = byte == quote ? run + 1 : 0
      if run == 3 { return true }
    }
    return false
  }
}
