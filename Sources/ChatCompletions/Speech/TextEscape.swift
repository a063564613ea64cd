/// Resolves the escapes of JSON; what is none stays as it is, for it is one of the code's.
enum TextEscape {
  private static let simple: [UInt8: UInt8] = [
    UInt8(ascii: "n"): .lineFeed, UInt8(ascii: "t"): 0x09, UInt8(ascii: "r"): 0x0D, UInt8(ascii: "b"): 0x08,
    UInt8(ascii: "f"): 0x0C, UInt8(ascii: "/"): UInt8(ascii: "/"), UInt8(ascii: "\""): UInt8(ascii: "\""),
    UInt8(ascii: "'"): UInt8(ascii: "'"), UInt8(ascii: "`"): .backtick, .backslash: .backslash,
  ]

  /// All of the text, without its escapes.
  static func resolved(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    var cursor = ByteCursor(bytes)
    var text: [UInt8] = []
    while let byte = cursor.next {
      if byte == .backslash {
        take(&cursor, to: &text)
      } else {
        cursor.skip(1)
        text.append(byte)
      }
    }
    return text
  }

  /// Takes the escape that comes next.
  static func take(_ cursor: inout ByteCursor, to text: inout [UInt8]) {
    guard let letter = cursor.peek(1) else {
      cursor.skip(1)
      return
    }
    if let byte = simple[letter] {
      text.append(byte)
      cursor.skip(2)
    } else if letter == UInt8(ascii: "u"), let (scalar, length) = scalar(cursor) {
      text += Array(String(Character(scalar)).utf8)
      cursor.skip(length)
    } else {
      text += [.backslash, letter]
      cursor.skip(2)
    }
  }

  /// The scalar of `\uXXXX`, or of two of them.
  private static func scalar(_ cursor: ByteCursor) -> (Unicode.Scalar, length: Int)? {
    guard let high = unit(cursor.rest) else { return nil }
    if let scalar = Unicode.Scalar(high) { return (scalar, 6) }
    guard high < 0xDC00, let low = unit(cursor.rest.dropFirst(6)), 0xDC00...0xDFFF ~= low else { return nil }
    return Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00)).map { ($0, 12) }
  }

  private static func unit(_ bytes: ArraySlice<UInt8>) -> UInt32? {
    guard bytes.starts(with: "\\u".utf8), bytes.count >= 6 else { return nil }
    let digits = bytes.dropFirst(2).prefix(4)
    return digits.first == UInt8(ascii: "+") ? nil : UInt32(digits.string, radix: 16)
  }
}
