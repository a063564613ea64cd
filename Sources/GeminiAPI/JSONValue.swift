/// A JSON value that keeps what a type would lose: the order of members, members given twice, a number's own text.
package enum JSONValue: Hashable, Sendable {
  case null
  case bool(Bool)
  case number(JSONNumber)
  case string(JSONString)
  case array([JSONValue])
  case object([JSONMember])
}

/// One member of a JSON object.
package struct JSONMember: Hashable, Sendable {
  package var key: JSONString
  package var value: JSONValue

  package init(_ key: JSONString, _ value: JSONValue) {
    self.key = key
    self.value = value
  }
}

extension JSONValue {
  package static func string(_ text: String) -> JSONValue { .string(JSONString(text)) }
  package static func number(_ value: Int) -> JSONValue { .number(JSONNumber(value)) }

  /// A number, or for what JSON has no number for the string protobuf JSON uses: `NaN`, `Infinity`, `-Infinity`.
  package static func number(_ value: Double) -> JSONValue {
    if value.isNaN { return .string("NaN") }
    if value.isInfinite { return .string(value < 0 ? "-Infinity" : "Infinity") }
    return .number(JSONNumber(text: value.description))
  }

  /// The text of a string, else nil.
  package var text: String? {
    guard case .string(let string) = self else { return nil }
    return string.text
  }

  /// The elements of an array, else nil.
  package var elements: [JSONValue]? {
    guard case .array(let elements) = self else { return nil }
    return elements
  }

  /// The members of an object in their order, else nil.
  package var members: [JSONMember]? {
    guard case .object(let members) = self else { return nil }
    return members
  }

  /// The value of the last member with this key; nil when there is none or this is not an object.
  package subscript(key: String) -> JSONValue? {
    members?.last { $0.key.text == key }?.value
  }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByNilLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  package init(stringLiteral value: String) { self = .string(value) }
  package init(integerLiteral value: Int) { self = .number(value) }
  package init(booleanLiteral value: Bool) { self = .bool(value) }
  package init(nilLiteral: ()) { self = .null }
  package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
  package init(dictionaryLiteral elements: (String, JSONValue)...) {
    self = .object(elements.map { JSONMember(JSONString($0.0), $0.1) })
  }
}
