import GeminiAPI

/// A schema as a request gives it.
///
/// It is in the API's own form (`responseSchema`, `parameters`) or JSON Schema (`responseJsonSchema`,
/// `parametersJsonSchema`), and both are read the same way. Of JSON Schema the keywords that the service's page on structured output names, and `const`, `allOf` and
/// `exclusiveMinimum` and `exclusiveMaximum`, which libraries write; `$ref` points into the schema itself. `pattern` and
/// `format` are not looked at: a stranger's pattern could cost any time.
struct Schema: Sendable {
  /// References and alternatives may nest, and a reference may lead back to itself.
  static let maximumDepth = 64

  let value: JSONValue
  private let root: JSONValue

  init(_ value: JSONValue) {
    self.value = value
    root = value
  }

  private init(_ value: JSONValue, root: JSONValue) {
    self.value = value
    self.root = root
  }

  /// The type names it allows, in lower case; empty where it allows all.
  var types: [String] {
    let named: [String] =
      switch value["type"] {
      case .array(let types)?: types.compactMap { $0.text?.lowercased() }
      case .number(let number)?: [Self.typeName(number: number)].compactMap(\.self)
      case let type?: [type.text?.lowercased()].compactMap(\.self).filter { $0 != "type_unspecified" }
      case nil: []
      }
    guard !named.isEmpty, value["nullable"] == .bool(true) else { return named }
    return named + ["null"]
  }

  /// Names and schemas of the properties an object may have, in the order an answer has them.
  var properties: [(name: String, schema: Schema)] {
    let members = value["properties"]?.members ?? []
    let wanted = (value["propertyOrdering"] ?? value["property_ordering"])?.elements?.compactMap(\.text) ?? []
    let ordered = wanted.compactMap { name in members.first { $0.key.text == name } }
    let others = members.filter { !wanted.contains($0.key.text) }
    return (ordered + others).map { ($0.key.text, child($0.value)) }
  }

  var required: [String] { value["required"]?.elements?.compactMap(\.text) ?? [] }
  var allowedValues: [JSONValue]? { value["const"].map { [$0] } ?? value["enum"]?.elements }
  var items: Schema? { value["items"].flatMap { $0.members == nil ? nil : child($0) } }
  var prefixItems: [Schema] { (value["prefixItems"]?.elements ?? []).map(child) }
  /// One of them must fit.
  var alternatives: [Schema] {
    (["anyOf", "any_of", "oneOf"].lazy.compactMap { value[$0]?.elements }.first ?? []).map(child)
  }
  /// All of them must fit.
  var parts: [Schema] { (value["allOf"]?.elements ?? []).map(child) }
  /// What other properties must be; nil where nothing is said of them.
  var additionalProperties: Schema? { value["additionalProperties"].flatMap { $0.members == nil ? nil : child($0) } }
  var forbidsOtherProperties: Bool { value["additionalProperties"] == .bool(false) }

  /// A bound such as `minItems`; the API's own form has whole numbers as texts as well.
  func number(_ key: String) -> Double? {
    switch value[key] ?? value[key.snakeCase] {
    case .number(let number)?: number.double
    case .string(let text)?: Double(text.text)
    default: nil
    }
  }

  /// A count such as `minItems`, within what anybody means.
  func count(_ key: String) -> Int? { number(key).flatMap { $0 >= 0 && $0 < 1e9 ? Int($0) : nil } }

  /// The schema a reference points at; itself where it is none, nil where it points nowhere.
  func resolved() -> Schema? {
    guard let reference = value["$ref"]?.text else { return self }
    guard reference.hasPrefix("#") else { return nil }
    var target: JSONValue? = root
    for step in reference.dropFirst().split(separator: "/") {
      // RFC 6901 §3
      let name = step.replacing("~1", with: "/").replacing("~0", with: "~")
      target = target.flatMap { $0[String(name)] }
    }
    return target.map(child)
  }

  private func child(_ value: JSONValue) -> Schema { Schema(value, root: root) }

  /// The numbers of the API's enum `Type`.
  private static func typeName(number: JSONNumber) -> String? {
    let names = ["", "string", "number", "integer", "boolean", "array", "object", "null"]
    guard let index = number.integer, index > 0, index < names.count else { return nil }
    return names[Int(index)]
  }
}

extension String {
  fileprivate var snakeCase: String {
    reduce(into: "") { $0 += $1.isUppercase ? "_" + $1.lowercased() : String($1) }
  }
}
