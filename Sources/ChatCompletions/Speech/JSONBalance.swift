/// Finds the end of a JSON value by its brackets, without reading it.
struct JSONBalance: Sendable {
  private var quotes = QuoteScanner(.json)
  private var depth = 0

  /// Takes the next byte, from the first bracket on.
  ///
  /// - Returns: Whether the value is whole with it.
  mutating func take(_ byte: UInt8) -> Bool {
    quotes.take(byte)
    guard quotes.isOutside, byte.bracketDepth != 0 else { return false }
    depth += byte.bracketDepth
    return depth <= 0
  }

  /// Where the value ends that begins with the first byte; nil where it does not.
  static func end(of bytes: ArraySlice<UInt8>) -> Int? {
    var balance = JSONBalance()
    return bytes.indices.first { balance.take(bytes[$0]) }.map { $0 + 1 }
  }
}
