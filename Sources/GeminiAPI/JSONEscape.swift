/// What the service escapes in a string, and what must be escaped so that no reader splits a line there.
///
/// `<` and `>` as the service does. U+0085, U+2028 and U+2029 too: clients that read events line by line take them for
/// line ends (Python's `str.splitlines`).
enum JSONEscape {
  /// Appends well-formed UTF-8, in runs between what needs an escape.
  static func append(_ text: UnsafeRawBufferPointer, to output: inout [UInt8]) {
    var start = 0
    var index = 0
    while index < text.count {
      if let plain = plainEnd(text, from: index) {
        index = plain
        continue
      }
      let (escape, length) = escape(in: text, at: index)
      if let escape {
        output.append(contentsOf: text[start..<index])
        output.append(contentsOf: escape.utf8)
        start = index + length
      }
      index += length
    }
    output.append(contentsOf: text[start..<text.count])
  }

  /// Eight bytes further where none of the eight needs a look, else nil.
  private static func plainEnd(_ text: UnsafeRawBufferPointer, from index: Int) -> Int? {
    guard text.count - index >= 8 else { return nil }
    let ones: UInt64 = 0x0101_0101_0101_0101
    let word = text.loadUnaligned(fromByteOffset: index, as: UInt64.self)
    var found = word | ((word &- ones &* 0x20) & ~word)
    found |= match(UInt8(ascii: "\""), in: word) | match(UInt8(ascii: "\\"), in: word)
    found |= match(UInt8(ascii: "<"), in: word) | match(UInt8(ascii: ">"), in: word) | match(0x7F, in: word)
    return found & 0x8080_8080_8080_8080 == 0 ? index + 8 : nil
  }

  /// High bits where the word may hold the byte; none where it does not.
  private static func match(_ byte: UInt8, in word: UInt64) -> UInt64 {
    let difference = word ^ (0x0101_0101_0101_0101 &* UInt64(byte))
    return (difference &- 0x0101_0101_0101_0101) & ~difference
  }

  /// The escape of what starts at `index`, nil if it stands for itself, and how many bytes that is.
  private static func escape(in text: UnsafeRawBufferPointer, at index: Int) -> (String?, Int) {
    switch text[index] {
    case UInt8(ascii: "\""): return ("\\\"", 1)
    case UInt8(ascii: "\\"): return ("\\\\", 1)
    case UInt8(ascii: "<"): return ("\\u003c", 1)
    case UInt8(ascii: ">"): return ("\\u003e", 1)
    case 0x08: return ("\\b", 1)
    case 0x09: return ("\\t", 1)
    case 0x0A: return ("\\n", 1)
    case 0x0C: return ("\\f", 1)
    case 0x0D: return ("\\r", 1)
    case 0x7F: return ("\\u007f", 1)
    case let control where control < 0x20:
      return ("\\u00" + (control < 0x10 ? "0" : "") + String(control, radix: 16), 1)
    case 0xC2 where index + 1 < text.count && text[index + 1] == 0x85:
      return ("\\u0085", 2)
    case 0xE2 where index + 2 < text.count && text[index + 1] == 0x80 && text[index + 2] | 1 == 0xA9:
      return (text[index + 2] == 0xA8 ? "\\u2028" : "\\u2029", 3)
    default: return (nil, 1)
    }
  }
}
