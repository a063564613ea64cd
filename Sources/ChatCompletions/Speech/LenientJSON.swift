import GeminiAPI

/// Reads JSON as models write it: whatever can be read is taken, and missing closers are thought of.
///
/// Only for what the strict parser refused. Depth is bounded, each byte is looked at a bounded number of times.
struct LenientJSON {
  private static let maximumDepth = 100

  var cursor: ByteCursor
  /// Whether something stood where it cannot be read: all behind it is left out.
  private(set) var isBroken = false

  init(_ bytes: ArraySlice<UInt8>) { cursor = ByteCursor(bytes) }

  /// Where what was read ends.
  var place: Int { cursor.rest.startIndex }

  /// The value that comes next; nil where there is none.
  mutating func value() -> JSONValue? { value(depth: 0, isInObject: false) }

  private mutating func value(depth: Int, isInObject: Bool) -> JSONValue? {
    cursor.skipBlanks()
    guard depth < Self.maximumDepth, let next = cursor.next else { return broken() }
    switch next {
    case UInt8(ascii: "{"): return object(depth)
    case UInt8(ascii: "["): return array(depth)
    case UInt8(ascii: "("):
      // Python's way to write a long string over several lines.
      cursor.skip(1)
      cursor.skipBlanks()
      guard let text = strings(isInObject: isInObject, isInParentheses: true) else { return broken() }
      cursor.skipBlanks()
      _ = cursor.take(UInt8(ascii: ")"))
      return .string(text)
    default:
      if let text = strings(isInObject: isInObject, isInParentheses: false) { return .string(text) }
      return word()
    }
  }

  private mutating func object(_ depth: Int) -> JSONValue {
    cursor.skip(1)
    cursor.skipBlanks()
    // A template's braces, doubled.
    let isDoubled = cursor.take(UInt8(ascii: "{"))
    var members: [JSONMember] = []
    while true {
      cursor.skip { $0.isBlank || $0 == UInt8(ascii: ",") }
      if cursor.take(UInt8(ascii: "}")) {
        if isDoubled { _ = cursor.take(UInt8(ascii: "}")) }
        return .object(members)
      }
      guard let key = key(), let value = value(depth: depth + 1, isInObject: true) else {
        isBroken = true
        return .object(members)
      }
      members.append(JSONMember(JSONString(key), value))
      if isBroken { return .object(members) }
    }
  }

  private mutating func array(_ depth: Int) -> JSONValue {
    cursor.skip(1)
    var elements: [JSONValue] = []
    while true {
      cursor.skip { $0.isBlank || $0 == UInt8(ascii: ",") }
      if cursor.take(UInt8(ascii: "]")) { return .array(elements) }
      guard let value = value(depth: depth + 1, isInObject: false) else { return .array(elements) }
      elements.append(value)
      if isBroken { return .array(elements) }
    }
  }

  /// A key with its colon.
  private mutating func key() -> String? {
    var key: String?
    if let quote = cursor.next, quote.isQuote {
      cursor.skip(1)
      key = cursor.take { $0 != quote }.string
      guard cursor.take(quote) else { return nil }
    } else {
      let name = cursor.take(while: \.isOfName)
      if !name.isEmpty { key = name.string }
    }
    cursor.skipBlanks()
    return cursor.take(UInt8(ascii: ":")) || cursor.take(UInt8(ascii: "=")) ? key : nil
  }

  /// A number, or a word of JSON or Python.
  private mutating func word() -> JSONValue? {
    let word = cursor.take { $0.isOfName || $0 == UInt8(ascii: "+") }
    switch word.string {
    case "true", "True": return .bool(true)
    case "false", "False": return .bool(false)
    case "null", "None": return .null
    default: return (try? JSONParser.parse(Array(word))) ?? broken()
    }
  }

  private mutating func broken() -> JSONValue? {
    isBroken = true
    return nil
  }
}
