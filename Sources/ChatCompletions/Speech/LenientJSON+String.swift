extension LenientJSON {
  /// How far is looked ahead to tell a closing quote from one within the text, in bytes.
  private static let maximumAhead = 80

  /// One string, or several that are joined; nil where none comes next.
  mutating func strings(isInObject: Bool, isInParentheses: Bool) -> String? {
    guard var text = string(isInObject: isInObject, isInParentheses: isInParentheses) else { return nil }
    while true {
      let before = cursor
      cursor.skipBlanks()
      let isJoined = cursor.take(UInt8(ascii: "+")) || isInParentheses
      cursor.skipBlanks()
      guard isJoined, let more = string(isInObject: isInObject, isInParentheses: isInParentheses) else {
        cursor = before
        return text.string
      }
      text += more
    }
  }

  private mutating func string(isInObject: Bool, isInParentheses: Bool) -> [UInt8]? {
    let prefix = cursor.next.map { $0 | 0x20 }
    let hasPrefix = prefix == UInt8(ascii: "r") || prefix == UInt8(ascii: "f") || prefix == UInt8(ascii: "b")
    if hasPrefix, cursor.peek(1)?.isQuote == true { cursor.skip(1) }
    guard let quote = cursor.next, quote.isQuote || quote == .backtick else { return nil }
    let long = [quote, quote, quote]
    if quote.isQuote, cursor.take(long) { return longString(long) }
    cursor.skip(1)
    var text: [UInt8] = []
    while let byte = cursor.next {
      if byte == .backslash {
        TextEscape.take(&cursor, to: &text)
        continue
      }
      cursor.skip(1)
      if byte == quote, quote == .backtick || isClosing(isInObject: isInObject, isInParentheses: isInParentheses) {
        break
      }
      text.append(byte)
    }
    return text
  }

  /// Text between three quotes: as it stands where it has lines, for then its escapes are the code's own.
  private mutating func longString(_ quotes: [UInt8]) -> [UInt8] {
    let start = cursor
    var text: [UInt8] = []
    while let byte = cursor.next, !cursor.rest.starts(with: quotes) {
      if byte == .backslash, let escaped = cursor.peek(1) {
        // Only the quotes around it need their backslash.
        text += escaped == quotes[0] ? [escaped] : [byte, escaped]
        cursor.skip(2)
      } else {
        text.append(byte)
        cursor.skip(1)
      }
    }
    let end = cursor.rest.startIndex
    _ = cursor.take(quotes)
    return text.contains(.lineFeed) ? text : TextEscape.resolved(start.rest[..<end])
  }

  /// Whether a quote closes its string, by what stands behind it: models forget to escape those of code.
  private func isClosing(isInObject: Bool, isInParentheses: Bool) -> Bool {
    var ahead = ByteCursor(cursor.rest.prefix(Self.maximumAhead))
    ahead.skipBlanks()
    guard let next = ahead.next else { return true }
    switch next {
    case UInt8(ascii: "}"): return isInObject && endsObject(&ahead)
    case UInt8(ascii: "]"): return !isInObject
    case UInt8(ascii: ")"): return isInParentheses || !isInObject
    case UInt8(ascii: "+"):
      ahead.skip(1)
      ahead.skipBlanks()
      return ahead.next?.isQuote == true
    case UInt8(ascii: ","):
      ahead.skip(1)
      ahead.skipBlanks()
      return !isInObject || beginsMember(&ahead)
    case .backtick, UInt8(ascii: "<"): return ahead.take("```".utf8) || ahead.take("</".utf8)
    default: return isInParentheses && next.isQuote
    }
  }

  /// Behind the braces comes another closer, another member, text in a line of its own, or nothing.
  private func endsObject(_ ahead: inout ByteCursor) -> Bool {
    let closers = ahead.take { $0.isBlank || $0 == UInt8(ascii: "}") }
    if ahead.take(UInt8(ascii: ",")) {
      ahead.skipBlanks()
      return ahead.next == UInt8(ascii: "{") || beginsMember(&ahead)
    }
    switch ahead.next {
    case nil, UInt8(ascii: "]"), UInt8(ascii: "{"), UInt8(ascii: "<"), .backtick: return true
    default: return closers.contains(.lineFeed)
    }
  }

  private func beginsMember(_ ahead: inout ByteCursor) -> Bool {
    guard let quote = ahead.next else { return true }
    if quote == UInt8(ascii: "}") { return true }
    guard quote.isQuote else { return false }
    ahead.skip(1)
    _ = ahead.take(while: \.isOfName)
    guard ahead.take(quote) else { return ahead.isAtEnd }
    ahead.skipBlanks()
    return ahead.isAtEnd || ahead.next == UInt8(ascii: ":")
  }
}
