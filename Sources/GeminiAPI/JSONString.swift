/// A JSON string: text of ours, or a slice of the body that is unescaped only when somebody asks.
///
/// A body of 20 MB is mostly one base64 string; kept as a slice it is decoded straight from the body, never copied.
package struct JSONString: Sendable {
  enum Storage: Sendable {
    case text(String)
    case slice(JSONSlice)
  }

  let storage: Storage

  package init(_ text: String) { storage = .text(text) }

  init(slice: JSONSlice) { storage = .slice(slice) }

  /// The text with escapes resolved; every call on a slice makes a new copy.
  package var text: String {
    switch storage {
    case .text(let text): text
    case .slice(let slice): slice.unescapedText
    }
  }

  /// Bytes of the text, escapes counted as they were written.
  var writtenLength: Int {
    switch storage {
    case .text(let text): text.utf8.count
    case .slice(let slice): slice.range.count
    }
  }

  /// Lends the bytes of the text; a slice without escapes lends the body's own.
  func withBytes<Result>(_ read: (UnsafeRawBufferPointer) -> Result) -> Result {
    switch storage {
    case .slice(let slice) where !slice.hasEscapes:
      return slice.body.withUnsafeBytes { read(UnsafeRawBufferPointer(rebasing: $0[slice.range])) }
    case .slice(let slice):
      return slice.unescapedBytes.withUnsafeBytes(read)
    case .text(let text):
      return Array(text.utf8).withUnsafeBytes(read)
    }
  }

  /// The start of the text, made safe to stand between quotes in a message.
  ///
  /// Quotes, backslashes and control characters are escaped, so that a name cannot pass for a second line of the
  /// message; more than `limit` bytes are cut and the cut is shown.
  func quotable(limit: Int) -> String {
    let (start, isCut) = withBytes { bytes in
      (String(decoding: bytes.prefix(limit), as: UTF8.self), bytes.count > limit)
    }
    var result = ""
    for scalar in start.unicodeScalars {
      switch scalar {
      case "\"", "\\": result += "\\\(scalar)"
      case "\n": result += "\\n"
      case _ where scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value):
        result += "\\x" + String(scalar.value, radix: 16)
      default: result.unicodeScalars.append(scalar)
      }
    }
    return isCut ? result + "..." : result
  }
}

extension JSONString: Hashable {
  package static func == (left: JSONString, right: JSONString) -> Bool { left.text == right.text }
  package func hash(into hasher: inout Hasher) { hasher.combine(text) }
}

extension JSONString: ExpressibleByStringLiteral {
  package init(stringLiteral value: String) { self.init(value) }
}
