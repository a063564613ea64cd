/// The position in a body that is being parsed, and the steps of the grammar.
///
/// Lives only inside the closure that lends it the body's bytes; every access is behind a check of `position`.
struct JSONReader {
  let body: [UInt8]
  let bytes: UnsafeRawBufferPointer
  let limits: JSONParser.Limits
  var position = 0
  private var values = 0
  private var key = JSONString("")

  init(body: [UInt8], bytes: UnsafeRawBufferPointer, limits: JSONParser.Limits) {
    self.body = body
    self.bytes = bytes
    self.limits = limits
  }

  var isAtEnd: Bool { position >= bytes.count }

  /// The next byte, nil at the end.
  var peeked: UInt8? { position < bytes.count ? bytes[position] : nil }

  mutating func skipWhitespace() {
    while let byte = peeked, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
  }

  mutating func readValue(depth: Int) throws(JSONSyntaxError) -> JSONValue {
    skipWhitespace()
    values += 1
    guard values <= limits.values else {
      throw failure("Message too large. At most \(limits.values) values are read.", context: .none)
    }
    guard let byte = peeked else { throw misplaced("Expected a value.") }
    switch byte {
    case UInt8(ascii: "{"): return try readObject(depth: depth + 1)
    case UInt8(ascii: "["): return try readArray(depth: depth + 1)
    case UInt8(ascii: "\""): return .string(try readString())
    case UInt8(ascii: "N") where limits.takesNonFinite && take("NaN"): return .number(JSONNumber(text: "NaN"))
    case UInt8(ascii: "I") where limits.takesNonFinite && take("Infinity"):
      return .number(JSONNumber(text: "Infinity"))
    case UInt8(ascii: "-") where limits.takesNonFinite && take("-Infinity"):
      return .number(JSONNumber(text: "-Infinity"))
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(try readNumber())
    case UInt8(ascii: "t") where take("true"): return .bool(true)
    case UInt8(ascii: "f") where take("false"): return .bool(false)
    case UInt8(ascii: "n") where take("null"): return .null
    default: throw unexpected("Expected a value.")
    }
  }

  private mutating func readObject(depth: Int) throws(JSONSyntaxError) -> JSONValue {
    try checkDepth(depth)
    position += 1
    var members: [JSONMember] = []
    skipWhitespace()
    if take(UInt8(ascii: "}")) { return .object(members) }
    while true {
      skipWhitespace()
      guard peeked == UInt8(ascii: "\"") else { throw misplaced("Expected an object key or }.") }
      let name = try readString()
      skipWhitespace()
      guard take(UInt8(ascii: ":")) else { throw misplaced("Expected : between key:value pair.") }
      key = name
      members.append(JSONMember(name, try readValue(depth: depth)))
      skipWhitespace()
      if take(UInt8(ascii: "}")) { return .object(members) }
      guard take(UInt8(ascii: ",")) else { throw misplaced("Expected , or } after key:value pair.") }
      skipWhitespace()
      if take(UInt8(ascii: "}")) { return .object(members) }
    }
  }

  private mutating func readArray(depth: Int) throws(JSONSyntaxError) -> JSONValue {
    try checkDepth(depth)
    position += 1
    var elements: [JSONValue] = []
    skipWhitespace()
    if take(UInt8(ascii: "]")) { return .array(elements) }
    while true {
      skipWhitespace()
      if isAtEnd { throw misplaced("Expected a value or ] within an array.") }
      elements.append(try readValue(depth: depth))
      skipWhitespace()
      if take(UInt8(ascii: "]")) { return .array(elements) }
      guard take(UInt8(ascii: ",")) else { throw misplaced("Expected , or ] after array value.") }
      skipWhitespace()
      if take(UInt8(ascii: "]")) { return .array(elements) }
    }
  }

  private func checkDepth(_ depth: Int) throws(JSONSyntaxError) {
    guard depth > limits.depth else { return }
    let name = key.quotable(limit: 100)
    throw failure("Message too deep. Max recursion depth reached for key '\(name)'", context: .none)
  }

  /// Steps over the byte if it is the next one.
  mutating func take(_ byte: UInt8) -> Bool {
    guard peeked == byte else { return false }
    position += 1
    return true
  }

  /// Steps over the word if it comes next.
  private mutating func take(_ word: StaticString) -> Bool {
    let length = word.utf8CodeUnitCount
    guard bytes.count - position >= length else { return false }
    let letters = UnsafeRawBufferPointer(start: word.utf8Start, count: length)
    guard bytes[position..<position + length].elementsEqual(letters) else { return false }
    position += length
    return true
  }
}

extension JSONReader {
  func failure(_ reason: String, context: JSONSyntaxError.Context = .around) -> JSONSyntaxError {
    JSONSyntaxError(reason, at: min(position, bytes.count), in: bytes, context: context)
  }

  /// What the grammar wanted in place of the next byte; the end of the body is told as such.
  func misplaced(_ wanted: String) -> JSONSyntaxError {
    guard isAtEnd else { return failure(wanted) }
    return failure("Unexpected end of string. \(wanted)", context: .onlyAfter)
  }

  /// A byte no value starts with: a token out of place, or no token at all, which the service words differently.
  private func unexpected(_ wanted: String) -> JSONSyntaxError {
    guard let byte = peeked else { return misplaced(wanted) }
    switch byte {
    case UInt8(ascii: "}"), UInt8(ascii: "]"), UInt8(ascii: ":"), UInt8(ascii: ","), UInt8(ascii: "_"),
      UInt8(ascii: "$"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"):
      return failure("Unexpected token.")
    default:
      return failure(wanted, context: .onlyAfter)
    }
  }
}
