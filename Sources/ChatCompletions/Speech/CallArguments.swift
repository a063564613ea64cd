import GeminiAPI

/// Reads the arguments of a call as models write them, and mends what small ones get wrong.
///
/// Mended are: closers that are missing, line ends and quotes within strings that are not escaped, Python's quotes and
/// literals, strings joined by `+`, an object within a string, code without anything around it.
enum CallArguments {
  /// The code that a call of the code function has.
  ///
  /// - Parameter text: Its arguments.
  /// - Returns: The code, cleaned; nil where there is none.
  static func code(in text: String) -> String? {
    let bytes = Array(text.utf8)
    if let value = try? JSONParser.parse(bytes) { return code(of: value) }
    let said = bytes.withoutBlanks
    guard let first = said.first else { return nil }
    guard first.bracketDepth == 1 || first.isQuote else { return CodeCleaner.cleaned(said) }
    var reader = LenientJSON(said)
    if let code = reader.value().flatMap({ code(of: $0) }) { return code }
    return scannedCode(said)
  }

  /// The arguments of a function of the client's.
  ///
  /// - Parameter text: The arguments.
  /// - Returns: An object; nil where there is none.
  static func object(in text: String) -> JSONValue? {
    let bytes = Array(text.utf8)
    if let value = try? JSONParser.parse(bytes) {
      if value.members != nil { return value }
      // Some write the text of the text.
      guard let inner = value.text.flatMap({ try? JSONParser.parse(Array($0.utf8)) }) else { return nil }
      return inner.members == nil ? nil : inner
    }
    var reader = LenientJSON(bytes.withoutBlanks)
    guard let value = reader.value(), value.members?.isEmpty == false else { return nil }
    return value
  }

  /// The code in arguments that were read.
  ///
  /// - Parameter value: An object with `code`, or with one string; a string of either; lines; a list of one of these.
  /// - Returns: The code, cleaned; nil where there is none.
  static func code(of value: JSONValue) -> String? { code(of: value, depth: 0) }

  private static func code(of value: JSONValue, depth: Int) -> String? {
    guard depth < 4 else { return nil }
    switch value {
    case .string(let string):
      let text = string.text
      let said = Array(text.utf8).withoutBlanks
      // The text of the arguments again; a dictionary of Python's has no code in it.
      if said.first == UInt8(ascii: "{"), let inner = try? JSONParser.parse(Array(said)),
        let code = code(of: inner, depth: depth + 1)
      {
        return code
      }
      return CodeCleaner.cleaned(Array(text.utf8)[...])
    case .array(let elements):
      let lines = elements.compactMap(\.text)
      if lines.count == elements.count, !lines.isEmpty {
        return CodeCleaner.cleaned(Array(lines.joined(separator: "\n").utf8)[...])
      }
      return elements.count == 1 ? code(of: elements[0], depth: depth + 1) : nil
    case .object(let members):
      if let named = SpeechForms.codeMembers.lazy.compactMap({ value[$0] }).first {
        return code(of: named, depth: depth + 1)
      }
      return members.count == 1 ? code(of: members[0].value, depth: depth + 1) : nil
    case .null, .bool, .number: return nil
    }
  }

  /// The string literals behind the name `code`, whatever stands around them.
  private static func scannedCode(_ text: ArraySlice<UInt8>) -> String? {
    var cursor = ByteCursor(text)
    guard cursor.take(upTo: Array("code".utf8)) != nil else { return nil }
    if cursor.next?.isQuote == true { cursor.skip(1) }
    cursor.skip { !$0.isQuote && $0 != .backtick }
    var reader = LenientJSON(cursor.rest)
    let literals = reader.strings(isInObject: true, isInParentheses: false)
    return literals.flatMap { CodeCleaner.cleaned(Array($0.utf8)[...]) }
  }
}
