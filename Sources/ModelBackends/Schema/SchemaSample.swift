import GeminiAPI

/// Makes a value that fits a schema, always the same: where the built-in script must answer in a form, it has no better.
struct SchemaSample {
  /// Values made in all, and elements of one array: a schema may ask for any number.
  private static let maximumValues = 5_000
  private static let maximumElements = 100
  private static let longestText = 1_000

  private var values = 0

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
    guard depth < Schema.maximumDepth / 4, values < Self.maximumValues, let schema = schema.resolved() else {
      return .null
    }
    if schema.value["$ref"] != nil { return value(schema, name: name, depth: depth + 1) }
    for key in ["default", "example"] {
      if let given = schema.value[key], SchemaCheck.fault(of: given, in: schema) == nil { return given }
    }
    let type = schema.types.first { $0 != "null" } ?? schema.types.first
    if let first = schema.allowedValues?.first {
      // The API's own form lists the values of an integer as texts.
      guard ["integer", "number"].contains(type), let text = first.text, let number = Int(text) else { return first }
      return .number(number)
    }
    if let first = schema.alternatives.first ?? schema.parts.first, type == nil {
      return value(first, name: name, depth: depth + 1)
    }
    switch type ?? (schema.properties.isEmpty ? "string" : "object") {
    case "object": return object(schema, depth: depth)
    case "array": return array(schema, name: name, depth: depth)
    case "integer": return .number(Int(exactly: number(schema).rounded(.up)) ?? 0)
    case "number": return .number(number(schema))
    case "boolean": return .bool(true)
    case "null": return .null
    default: return .string(text(schema, name: name))
    }
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
    let first = schema.prefixItems
    let most = schema.count("maxItems") ?? Self.maximumElements
    let usual = depth < 4 ? 1 : 0
    let count = min(max(first.count, schema.count("minItems") ?? usual), most, Self.maximumElements)
    return .array(
      (0..<count).map { index in
        guard let item = index < first.count ? first[index] : schema.items else { return .string(name) }
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
    if let format = schema.value["format"]?.text, let text = formats[format] { return text }
    let least = min(schema.count("minLength") ?? 0, Self.longestText)
    let most = schema.count("maxLength") ?? .max
    let text = name.isEmpty ? "text" : String(name.prefix(bytes: 64))
    let filled = text.count < least ? text + String(repeating: ".", count: least - text.count) : text
    return String(filled.prefix(most))
  }
}
