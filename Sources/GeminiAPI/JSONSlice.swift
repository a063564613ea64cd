/// What stands between the quotes of a string, still in the parsed body, whose storage it shares.
struct JSONSlice: Sendable {
  let body: [UInt8]
  /// Byte offsets into `body`, quotes left out; the bytes there are valid UTF-8 and valid escapes.
  let range: Range<Int>
  let hasEscapes: Bool

  /// The text with escapes resolved.
  var unescapedText: String {
    hasEscapes ? String(decoding: unescapedBytes, as: UTF8.self) : String(decoding: body[range], as: UTF8.self)
  }

  /// The bytes of the text with escapes resolved, copied in runs.
  var unescapedBytes: [UInt8] {
    guard hasEscapes else { return Array(body[range]) }
    return body.withUnsafeBytes { bytes in
      var result: [UInt8] = []
      result.reserveCapacity(range.count)
      var position = range.lowerBound
      while position < range.upperBound {
        let run = bytes[position..<range.upperBound]
        let backslash = run.firstIndex(of: UInt8(ascii: "\\")) ?? range.upperBound
        result.append(contentsOf: bytes[position..<backslash])
        position = backslash
        if position < range.upperBound { position = Self.resolveEscape(at: position, in: bytes, into: &result) }
      }
      return result
    }
  }

  /// Appends what the escape at `offset` stands for and gives the offset behind it; the parser has checked the escape.
  private static func resolveEscape(at offset: Int, in bytes: UnsafeRawBufferPointer, into result: inout [UInt8]) -> Int
  {
    switch bytes[offset + 1] {
    case UInt8(ascii: "b"): result.append(0x08)
    case UInt8(ascii: "f"): result.append(0x0C)
    case UInt8(ascii: "n"): result.append(0x0A)
    case UInt8(ascii: "r"): result.append(0x0D)
    case UInt8(ascii: "t"): result.append(0x09)
    case UInt8(ascii: "u"):
      let unit = UInt32(bytes.hexUnit(at: offset + 2) ?? 0xFFFD)
      guard (0xD800...0xDBFF).contains(unit) else {
        append(unit, to: &result)
        return offset + 6
      }
      let low = UInt32(bytes.hexUnit(at: offset + 8) ?? 0xDC00)
      append(0x10000 + ((unit & 0x3FF) << 10 | low & 0x3FF), to: &result)
      return offset + 12
    case let other: result.append(other)
    }
    return offset + 2
  }

  private static func append(_ scalar: UInt32, to result: inout [UInt8]) {
    result.append(contentsOf: String(Unicode.Scalar(scalar) ?? "\u{FFFD}").utf8)
  }
}
