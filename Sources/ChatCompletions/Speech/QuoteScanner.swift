/// Follows the string literals of a text byte by byte.
struct QuoteScanner: Sendable {
  enum Language: Sendable {
    case python
    /// JSON as models write it: with Python's quotes too, and lines that end within them.
    case json
  }

  private enum Place {
    case outside, comment
    case opening(UInt8, count: Int)
    case inside(UInt8, isLong: Bool, closing: Int, isEscaped: Bool)
  }

  private let language: Language
  private var place = Place.outside

  init(_ language: Language) { self.language = language }

  var isOutside: Bool { if case .outside = place { true } else { false } }

  /// Whether the place is within three quotes, where a line may hold anything.
  var isInLongString: Bool { if case .inside(_, isLong: true, _, _) = place { true } else { false } }

  mutating func take(_ byte: UInt8) {
    switch place {
    case .outside:
      if isQuote(byte) {
        place = .opening(byte, count: 1)
      } else if language == .python, byte == UInt8(ascii: "#") {
        place = .comment
      }
    case .comment:
      if byte == .lineFeed { place = .outside }
    case .opening(byte, let count):
      place = count == 2 ? .inside(byte, isLong: true, closing: 0, isEscaped: false) : .opening(byte, count: 2)
    case .opening(let quote, let count):
      // Two quotes are an empty literal.
      place = count == 2 ? .outside : .inside(quote, isLong: false, closing: 0, isEscaped: false)
      take(byte)
    case .inside(let quote, let isLong, _, isEscaped: true):
      place = .inside(quote, isLong: isLong, closing: 0, isEscaped: false)
    case .inside(let quote, let isLong, let closing, isEscaped: false):
      if byte == quote {
        place =
          isLong && closing < 2 ? .inside(quote, isLong: true, closing: closing + 1, isEscaped: false) : .outside
      } else if byte == .lineFeed, !isLong, language == .python {
        place = .outside
      } else {
        place = .inside(quote, isLong: isLong, closing: 0, isEscaped: byte == .backslash)
      }
    }
  }

  private func isQuote(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") || language == .json && byte == .backtick
  }
}
