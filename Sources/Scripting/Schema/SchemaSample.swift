import GeminiAPI

/// Makes a value that fits a schema, always the same: where the built-in script must answer in a form, it has no better.
struct SchemaSample {
  /// Values made in all, and elements of one array: a schema may ask for any number.
  private static let maximumValues = 5_000
  private static let maximumElements = 100
  private static let longestText = 1_000

  private var values = 0
  /// Whether the defaults and examples of schemas fit them, by the numbers of their nodes.
  private var given: [Int: JSONValue?] = [:]

  /// Makes a value.
  ///
  /// - Parameter schema: What it should be.
  /// - Returns: The default, the example or the first of the allowed values where the schema names one, else the smallest
  ///   value of its type with all its properties.
  static func value(for schema: Schema) -> JSONValue {
    var sample = SchemaSample()
    return sample.value(schema, name: "text", depth: 0)
  }

  private mutating func value(_ schema: Schema, name: String, depth: Int) -> JSONValue {
    values += 1
    guard depth < Schema.maximumDepth / 4, values < Self.maximumValues, let target = schema.resolved() else {
      return .null
    }
    if schema.isReference { return value(target, name: name, depth: depth + 1) }
    if let given = givenValue(schema) { return given }
    let type = schema.types.first { $0 != "null" } ?? schema.types.first
    if let first = schema.allowedValues?.list.first {
      // The API's own form lists the values of an integer as texts.
      guard ["integer", "number"].contains(type), let text = first.text, let number = Int(text) else { return first }
      return .number(number)
    }
    if let first = schema.alternatives.first ?? schema.parts.first, type == nil {
      return value(first, name: name, depth: depth + 1)
    }
    switch type ?? (schema.hasProperties ? "object" : "string") {
    case "object": return object(schema, depth: depth)
    case "array": return array(schema, name: name, depth: depth)
    case "integer": return .number(Int(exactly: number(schema).rounded(.up)) ?? 0)
    case "number": return .number(number(schema))
    case "boolean": return .bool(true)
    case "null": return .null
    default: return .string(text(schema, name: name))
    }
  }

  /// The default or the example of a schema, where it fits; it is looked at once, and counts as all the values it has.
  private mutating func givenValue(_ schema: Schema) -> JSONValue? {
    let value: JSONValue?
    if let known = given[schema.index] {
      value = known
    } else {
      value = ["default", "example"].lazy.compactMap { schema[$0] }.first {
        SchemaCheck.fault(of: $0, in: schema) == nil
      }
      given[schema.index] = .some(value)
    }
    if let value { values += value.valueCount }
    return value
  }

  private mutating func object(_ schema: Schema, depth: Int) -> JSONValue {
    let required = Set(schema.required)
    var members: [JSONMember] = []
    for (name, property) in schema.properties where required.contains(name) || depth < 4 {
      members.append(JSONMember(JSONString(name), value(property, name: name, depth: depth + 1)))
    }
    return .object(members)
  }

  private mutating func array(_ schema: Schema, name: String, depth: Int) -> JSONValue {
    let first = schema.prefixItemsCount
    let most = schema.count("maxItems") ?? Self.maximumElements
    let usual = depth < 4 ? 1 : 0
    let count = min(max(first, schema.count("minItems") ?? usual), most, Self.maximumElements)
    return .array(
      (0..<count).map { index in
        guard let item = schema.item(index) else { return .string(name) }
        return value(item, name: name, depth: depth + 1)
      }
    )
  }

  private func number(_ schema: Schema) -> Double {
    let above = schema.number("exclusiveMinimum").map { $0 + 1 }
    let below = schema.number("exclusiveMaximum").map { $0 - 1 }
    let least = schema.number("minimum") ?? above ?? 0
    guard let most = schema.number("maximum") ?? below else { return least }
    return least <= most ? max(least, min(most, 0)) : most
  }

  private func text(_ schema: Schema, name: String) -> String {
    let formats = [
      "date-time": "2025-01-01T00:00:00Z", "date": "2025-01-01", "time": "00:00:00Z", "duration": "PT1S",
      "email": "name@example.com", "uri": "https://example.com/", "uuid": "00000000-0000-4000-8000-000000000000",
    ]
    if let format = schema["format"]?.text, let text = formats[format] { return text }
    let least = min(schema.count("minLength") ?? 0, Self.longestText)
    let most = schema.count("maxLength") ?? .max
    let text = name.isEmpty ? "text" : String(name.prefix(bytes: 64))
    let filled = text.count < least ? text + String(repeating: ".", count: least - text.count) : text
    return String(filled.prefix(most))
  }
}

extension JSONValue {
  /// How many values it has, itself among them.
  fileprivate var valueCount: Int {
    switch self {
    case .array(let elements): elements.reduce(1) { $0 + $1.valueCount }
    case .object(let members): members.reduce(1) { $0 + $1.value.valueCount }
    case .null, .bool, .number, .string: 1
    }
  }
}
