/// How the SDKs read a stream of events, written down again from their sources (2026): each splits in its own way, and
/// each is fed what a network may hand it, in pieces cut anywhere.
package protocol EventReader {
  init()

  /// Takes the next piece of the body.
  mutating func feed(_ piece: ArraySlice<UInt8>) throws

  /// Takes the end of the body.
  mutating func end() throws

  /// The JSON texts found, in order.
  var events: [String] { get }
}

extension EventReader {
  /// Reads a body in two pieces.
  ///
  /// - Parameters:
  ///   - body: The whole body.
  ///   - offset: Where the second piece begins.
  /// - Returns: The JSON texts.
  /// - Throws: What the SDK would throw.
  package static func events(of body: [UInt8], cutAt offset: Int) throws -> [String] {
    try events(of: [body[..<offset], body[offset...]])
  }

  /// Reads a body in pieces.
  ///
  /// - Parameter pieces: The pieces of the network.
  /// - Returns: The JSON texts.
  /// - Throws: What the SDK would throw.
  package static func events(of pieces: [ArraySlice<UInt8>]) throws -> [String] {
    var reader = Self()
    for piece in pieces { try reader.feed(piece) }
    try reader.end()
    return reader.events
  }
}

/// python-genai: lines; `data: ` with its blank is cut off, a line that begins with a brace begins raw JSON, which goes on
/// until its braces are balanced; every other line is passed over.
package struct PythonEventReader: EventReader {
  package private(set) var events: [String] = []
  private var rest: [UInt8] = []
  private var open = ""
  private var depth = 0

  package init() {}

  package mutating func feed(_ piece: ArraySlice<UInt8>) throws {
    rest += piece
    while let end = rest.firstIndex(of: 10) {
      take(rest[..<end])
      rest.removeSubrange(...end)
    }
  }

  package mutating func end() throws {
    take(rest[...])
    guard depth == 0 else { throw TestFailure("python: JSON without an end: \(open.prefix(200))") }
  }

  private mutating func take(_ bytes: ArraySlice<UInt8>) {
    var line = String(decoding: bytes.last == 13 ? bytes.dropLast() : bytes, as: UTF8.self)
    if line.hasPrefix("data: ") { line = String(line.dropFirst("data: ".count)) }
    guard depth > 0 || line.hasPrefix("{") else { return }
    open += line
    depth += balance(of: line)
    guard depth == 0 else { return }
    events.append(open)
    open = ""
  }

  private func balance(of line: String) -> Int {
    var (balance, inString, escaped) = (0, false, false)
    for byte in line.utf8 {
      if escaped { escaped = false; continue }
      switch byte {
      case UInt8(ascii: "\\") where inString: escaped = true
      case UInt8(ascii: "\""): inString.toggle()
      case UInt8(ascii: "{") where !inString: balance += 1
      case UInt8(ascii: "}") where !inString: balance -= 1
      default: break
      }
    }
    return balance
  }
}

/// go-genai: events end with an empty line of either line end; what stands before the first colon must be `data`, and
/// anything else ends the stream with an error that quotes it.
package struct GoEventReader: EventReader {
  package private(set) var events: [String] = []
  private var rest: [UInt8] = []

  package init() {}

  package mutating func feed(_ piece: ArraySlice<UInt8>) throws {
    rest += piece
    while let end = Self.firstEnd(in: rest) {
      try take(rest[..<end.lowerBound])
      rest.removeSubrange(..<end.upperBound)
    }
  }

  package mutating func end() throws {
    if !rest.isEmpty { try take(rest[...]) }
  }

  private static func firstEnd(in bytes: [UInt8]) -> Range<Int>? {
    [[10, 10], [13, 10, 13, 10]].compactMap { bytes.firstRange(of: $0) }.min { $0.lowerBound < $1.lowerBound }
  }

  private mutating func take(_ bytes: ArraySlice<UInt8>) throws {
    guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")), bytes[..<colon].elementsEqual("data".utf8) else {
      throw TestFailure("go: invalid stream chunk: \(String(decoding: bytes.prefix(300), as: UTF8.self))")
    }
    events.append(String(decoding: bytes[(colon + 1)...].drop { $0 == 32 }, as: UTF8.self))
  }
}

/// js-genai: events end with an empty line of any line end; a piece of the network that is JSON with an `error` throws;
/// events that do not begin with `data:` are passed over; what is left at the end is an error.
package struct JavaScriptEventReader: EventReader {
  package private(set) var events: [String] = []
  private var rest: [UInt8] = []

  package init() {}

  package mutating func feed(_ piece: ArraySlice<UInt8>) throws {
    if piece.first == UInt8(ascii: "{"), String(decoding: piece, as: UTF8.self).contains("\"error\"") {
      throw TestFailure("js: got status: \(String(decoding: piece, as: UTF8.self))")
    }
    rest += piece
    while let end = Self.firstEnd(in: rest) {
      take(rest[..<end.lowerBound])
      rest.removeSubrange(..<end.upperBound)
    }
  }

  package mutating func end() throws {
    guard rest.allSatisfy({ [9, 10, 13, 32].contains($0) }) else {
      throw TestFailure("js: Incomplete JSON segment at the end")
    }
  }

  private static func firstEnd(in bytes: [UInt8]) -> Range<Int>? {
    let ends: [[UInt8]] = [[10, 10], [13, 13], [13, 10, 13, 10]]
    return ends.compactMap { bytes.firstRange(of: $0) }.min { $0.lowerBound < $1.lowerBound }
  }

  private mutating func take(_ bytes: ArraySlice<UInt8>) {
    let isBlank = { (byte: UInt8) in [9, 10, 13, 32].contains(byte) }
    let event = bytes.drop(while: isBlank)
    guard event.starts(with: "data:".utf8) else { return }
    events.append(String(decoding: event.dropFirst("data:".utf8.count).drop(while: isBlank), as: UTF8.self))
  }
}
