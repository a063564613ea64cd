/// How a client wants JSON written: its `prettyPrint` and `$alt=json;enum-encoding=int`.
package struct JSONFormat: Hashable, Sendable {
  /// True for a body of many lines with a line end, which is the service's default; false for one line without.
  package var isPretty: Bool
  /// Whether enums of responses are their numbers instead of their names; older Python clients ask for it.
  package var enumsAreNumbers: Bool

  package init(isPretty: Bool = true, enumsAreNumbers: Bool = false) {
    self.isPretty = isPretty
    self.enumsAreNumbers = enumsAreNumbers
  }
}

extension JSONWritable {
  /// The message as a body.
  ///
  /// - Parameter format: How the client wants it.
  /// - Returns: UTF-8.
  package func json(_ format: JSONFormat) -> [UInt8] {
    var writer = JSONWriter(layout: format.isPretty ? .pretty : .line, enumsAreNumbers: format.enumsAreNumbers)
    write(to: &writer)
    return writer.finished()
  }
}

extension JSONWriter {
  mutating func member(_ key: String, _ value: (some WireEnum)?) {
    guard let value else { return }
    self.key(key)
    if enumsAreNumbers, let number = value.number { integer(number) } else { string(value.rawValue) }
  }
}

extension WireEnum {
  /// The number on the wire.
  var number: Int? { Self.allCases.firstIndex(of: self) }
}
