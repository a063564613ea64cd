import GeminiAPI

/// Reads calls that a model wrote as text, in any of the forms of `SpeechForms`.
struct CallText {
  /// The most calls that are read of one completion.
  static let maximumCalls = 64

  private let offered: OfferedFunctions
  private let isStrict: Bool

  /// - Parameters:
  ///   - offered: The functions that may be called.
  ///   - isStrict: Whether nothing is mended: half a call is not the call that was meant.
  init(_ offered: OfferedFunctions, isStrict: Bool) {
    (self.offered, self.isStrict) = (offered, isStrict)
  }

  /// - Parameter body: What stands in a frame or a fence, or JSON by itself.
  /// - Returns: The calls in their order, and whether nothing stands behind them.
  func calls(in body: ArraySlice<UInt8>) -> (calls: [WrittenCall], isWhole: Bool) {
    var cursor = ByteCursor(body)
    var calls: [WrittenCall] = []
    skipFillers(&cursor)
    while !cursor.isAtEnd, calls.count < Self.maximumCalls {
      guard let found = nextCalls(&cursor), !found.isEmpty else { return (calls, false) }
      calls += found
      skipFillers(&cursor)
    }
    return (calls, true)
  }

  /// - Parameter body: As above.
  /// - Returns: The function of a call that nobody offered, where there is nothing but such calls.
  func stranger(in body: ArraySlice<UInt8>) -> String? {
    guard offered.noticesStrangers else { return nil }
    var cursor = ByteCursor(body)
    skipFillers(&cursor)
    guard cursor.next == UInt8(ascii: "{") || cursor.next == UInt8(ascii: "["), let value = json(&cursor) else {
      return nil
    }
    skipFillers(&cursor)
    return cursor.isAtEnd || cursor.next == UInt8(ascii: "{") ? offered.stranger(in: value) : nil
  }

  /// The calls that come next, nil where something else does.
  private func nextCalls(_ cursor: inout ByteCursor) -> [WrittenCall]? {
    guard let next = cursor.next else { return nil }
    if next == UInt8(ascii: "{") { return json(&cursor).map { offered.calls(in: $0) } }
    if next == UInt8(ascii: "[") {
      var ahead = cursor
      ahead.skip(1)
      ahead.skipBlanks()
      guard ahead.next?.isOfName == true else { return json(&cursor).map { offered.calls(in: $0) } }
      cursor = ahead
      return pythonCall(&cursor)
    }
    for tags in SpeechForms.tags where cursor.take(tags.function) { return tagged(tags, &cursor).map { [$0] } }
    return next.isOfName ? named(&cursor) : nil
  }

  private func skipFillers(_ cursor: inout ByteCursor) {
    while !cursor.isAtEnd {
      let before = cursor.rest.count
      cursor.skip { $0.isBlank || $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: ";") }
      // A fence within a frame, with its tag.
      if cursor.rest.starts(with: "```".utf8) {
        cursor.skip { $0 == .backtick }
        cursor.skip { $0 != .lineFeed && $0.isOfName }
      }
      for filler in SpeechForms.fillers where cursor.take(filler) { break }
      if cursor.rest.count == before { return }
    }
  }

  /// The value that comes next, strictly where that is possible.
  private func json(_ cursor: inout ByteCursor) -> JSONValue? {
    if let end = JSONBalance.end(of: cursor.rest) {
      if let value = try? JSONParser.parse(Array(cursor.rest[..<end])) {
        cursor.move(to: end)
        return value
      }
    }
    guard !isStrict else { return nil }
    var reader = LenientJSON(cursor.rest)
    let value = reader.value()
    if reader.isBroken { cursor.moveToEnd() } else { cursor.move(to: reader.place) }
    return value
  }

  /// The name of a function, then its arguments.
  private func named(_ cursor: inout ByteCursor) -> [WrittenCall]? {
    var ahead = cursor
    guard let name = offered.name(ahead.take { $0.isOfName || $0 == UInt8(ascii: ":") }) else { return nil }
    skipFillers(&ahead)
    switch ahead.next {
    case UInt8(ascii: "{"): return argued(name, &ahead, &cursor)
    case UInt8(ascii: "("): return pythonCall(&cursor)
    default: return paired(name, &ahead, &cursor)
    }
  }

  private func argued(_ name: String, _ ahead: inout ByteCursor, _ cursor: inout ByteCursor) -> [WrittenCall]? {
    guard let call = json(&ahead).flatMap({ offered.call(name, $0) }) else { return nil }
    cursor = ahead
    return [call]
  }

  /// Pairs of name and value, as GLM writes them.
  private func paired(_ name: String, _ ahead: inout ByteCursor, _ cursor: inout ByteCursor) -> [WrittenCall]? {
    let pair = SpeechForms.pair
    var members: [JSONMember] = []
    while ahead.take(pair.key) {
      guard let key = ahead.take(upTo: pair.keyEnd) else { return nil }
      ahead.skipBlanks()
      guard ahead.take(pair.value), let value = ahead.take(upTo: pair.valueEnd) else { return nil }
      members.append(JSONMember(.init(key.withoutBlanks.string), self.value(value, of: name)))
      ahead.skipBlanks()
    }
    guard !members.isEmpty, let call = offered.call(name, .object(members)) else { return nil }
    cursor = ahead
    return [call]
  }

  /// A call as Python has it; only of code, whose one argument is a literal.
  private func pythonCall(_ cursor: inout ByteCursor) -> [WrittenCall]? {
    guard !isStrict, let name = offered.name(cursor.take(while: \.isOfName)), name == offered.code,
      cursor.take(UInt8(ascii: "("))
    else { return nil }
    cursor.skipBlanks()
    var ahead = cursor
    let key = ahead.take(while: \.isOfName)
    ahead.skipBlanks()
    if !key.isEmpty, ahead.take(UInt8(ascii: "=")) { cursor = ahead }
    var reader = LenientJSON(cursor.rest)
    guard let text = reader.value()?.text, let code = CodeCleaner.cleaned(Array(text.utf8)[...]) else { return nil }
    cursor.move(to: reader.place)
    cursor.skip { $0.isBlank || $0 == UInt8(ascii: ",") || $0.bracketDepth < 0 }
    return [.code(code)]
  }

  /// A call as tags, behind the opening of the first.
  private func tagged(_ tags: SpeechForms.Tags, _ cursor: inout ByteCursor) -> WrittenCall? {
    guard let head = cursor.take(upTo: [UInt8(ascii: ">")]), let name = offered.name(unquoted(head)) else { return nil }
    var body = cursor.rest
    if let closed = cursor.take(upTo: tags.functionEnd) {
      body = closed
    } else {
      guard !isStrict else { return nil }
      cursor.moveToEnd()
    }
    var inner = ByteCursor(body)
    inner.skipBlanks()
    var members: [JSONMember] = []
    while inner.take(tags.parameter), let key = inner.take(upTo: [UInt8(ascii: ">")]) {
      let value = inner.take(upTo: tags.parameterEnd) ?? inner.rest
      members.append(JSONMember(.init(unquoted(key).string), self.value(value, of: name)))
      inner.skipBlanks()
    }
    if !members.isEmpty { return offered.call(name, .object(members)) }
    return offered.call(name, body.isAllBlank ? nil : .string(body.string))
  }

  private func unquoted(_ name: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let isLeftOut: (UInt8) -> Bool = { $0.isQuote || $0.isBlank }
    return name.drop(while: isLeftOut).prefix { !isLeftOut($0) }
  }

  /// The value of a tag: JSON where it is some, else the text, without the line ends at its tags.
  private func value(_ written: ArraySlice<UInt8>, of function: String) -> JSONValue {
    var text = written
    if text.first == UInt8(ascii: "\r") { text = text.dropFirst() }
    if text.first == .lineFeed { text = text.dropFirst() }
    if text.last == .lineFeed { text = text.dropLast() }
    if text.last == UInt8(ascii: "\r") { text = text.dropLast() }
    // Code such as `1` is not a number.
    if function != offered.code, let value = try? JSONParser.parse(Array(text)) { return value }
    return .string(text.string)
  }
}
