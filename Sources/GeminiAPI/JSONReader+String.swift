extension JSONReader {
  /// Reads a string from its opening quote, checks escapes and UTF-8, and gives it as a slice of the body.
  mutating func readString() throws(JSONSyntaxError) -> JSONString {
    position += 1
    let start = position
    var hasEscapes = false
    while true {
      skipPlainText()
      guard let byte = peeked else { throw failure("Closing quote expected in string.", context: .onlyAfter) }
      switch byte {
      case UInt8(ascii: "\""):
        position += 1
        return JSONString(slice: JSONSlice(body: body, range: start..<position - 1, hasEscapes: hasEscapes))
      case UInt8(ascii: "\\"):
        hasEscapes = true
        try readEscape()
      case 0x80...:
        try readMultibyteScalar()
      case ..<0x20:
        throw failure("Control character in string: write it as an escape.")
      default:
        position += 1
      }
    }
  }

  /// Skips, eight bytes at a time, ASCII that needs no look: no quote, backslash or control character.
  private mutating func skipPlainText() {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let highs: UInt64 = 0x8080_8080_8080_8080
    while bytes.count - position >= 8 {
      let word = bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self)
      let quote = word ^ (ones &* UInt64(UInt8(ascii: "\"")))
      let backslash = word ^ (ones &* UInt64(UInt8(ascii: "\\")))
      let found =
        ((quote &- ones) & ~quote) | ((backslash &- ones) & ~backslash) | ((word &- ones &* 0x20) & ~word) | word
      if found & highs != 0 { return }
      position += 8
    }
  }

  private mutating func readEscape() throws(JSONSyntaxError) {
    guard bytes.count - position >= 2 else {
      position = bytes.count
      throw failure("Closing quote expected in string.", context: .onlyAfter)
    }
    switch bytes[position + 1] {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
      UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      position += 2
    case UInt8(ascii: "u"):
      try readUnicodeEscape()
    default:
      throw failure("Invalid escape sequence.")
    }
  }

  private mutating func readUnicodeEscape() throws(JSONSyntaxError) {
    let unit = try hexUnit(at: position)
    switch unit {
    case 0xDC00...0xDFFF:
      throw failure("Invalid unicode code point.")
    case 0xD800...0xDBFF:
      let next = position + 6
      guard bytes.count - next >= 2, bytes[next] == UInt8(ascii: "\\"), bytes[next + 1] == UInt8(ascii: "u") else {
        throw failure("Missing low surrogate.")
      }
      guard (0xDC00...0xDFFF).contains(try hexUnit(at: next)) else { throw failure("Invalid low surrogate.") }
      position = next + 6
    default:
      position += 6
    }
  }

  /// The code unit of the `\uXXXX` that starts at `offset`.
  private func hexUnit(at offset: Int) throws(JSONSyntaxError) -> UInt16 {
    guard bytes.count - offset >= 6 else { throw failure("Illegal hex string.") }
    guard let unit = bytes.hexUnit(at: offset + 2) else { throw failure("Invalid escape sequence.") }
    return unit
  }

  /// Steps over one scalar of two to four bytes, by the table of well-formed UTF-8 in the Unicode Standard (3-7).
  private mutating func readMultibyteScalar() throws(JSONSyntaxError) {
    let lead = bytes[position]
    let second: ClosedRange<UInt8>
    let length: Int
    switch lead {
    case 0xC2...0xDF: (second, length) = (0x80...0xBF, 2)
    case 0xE0: (second, length) = (0xA0...0xBF, 3)
    case 0xED: (second, length) = (0x80...0x9F, 3)
    case 0xE1...0xEF: (second, length) = (0x80...0xBF, 3)
    case 0xF0: (second, length) = (0x90...0xBF, 4)
    case 0xF1...0xF3: (second, length) = (0x80...0xBF, 4)
    case 0xF4: (second, length) = (0x80...0x8F, 4)
    default: throw failure("Encountered non UTF-8 code points.")
    }
    guard bytes.count - position >= length, second.contains(bytes[position + 1]),
      bytes[position + 2..<position + max(2, length)].allSatisfy({ $0 & 0xC0 == 0x80 })
    else { throw failure("Encountered non UTF-8 code points.") }
    position += length
  }
}

extension UnsafeRawBufferPointer {
  /// The value of four hexadecimal digits; nil if one of them is none.
  ///
  /// The caller has checked the bounds.
  func hexUnit(at offset: Int) -> UInt16? {
    var unit: UInt16 = 0
    for byte in self[offset..<offset + 4] {
      let digit: UInt8
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
      case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = byte - UInt8(ascii: "A") + 10
      default: return nil
      }
      unit = unit << 4 | UInt16(digit)
    }
    return unit
  }
}
