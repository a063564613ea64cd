import GeminiAPI

/// Says where a value does not fit a schema.
struct SchemaCheck {
  /// Schemas looked at: alternatives of alternatives could multiply without end.
  private static let maximumSteps = 100_000

  private var steps = 0

  /// Looks for the first thing that does not fit.
  ///
  /// - Parameters:
  ///   - value: Any value.
  ///   - schema: What it should be.
  /// - Returns: Place and reason, `$.cities[0]: …`; nil where it fits.
  static func fault(of value: JSONValue, in schema: Schema) -> String? {
    var check = SchemaCheck()
    return check.fault(value, schema, "$", depth: 0)
  }

  private mutating func fault(_ value: JSONValue, _ schema: Schema, _ path: String, depth: Int) -> String? {
    steps += 1
    guard depth < Schema.maximumDepth, steps < Self.maximumSteps else { return nil }
    guard let schema = schema.resolved() else { return "\(path): its schema refers to one that is not there" }
    if schema.value["$ref"] != nil { return fault(value, schema, path, depth: depth + 1) }
    if let fault = typeFault(value, schema, path) { return fault }
    if let allowed = schema.allowedValues, !allowed.isEmpty, !allowed.contains(where: { $0.means(value) }) {
      if value == .null, schema.types.contains("null") { return nil }
      return "\(path): \(value.excerpt) is none of \(allowed.prefix(10).map(\.excerpt).joined(separator: ", "))"
    }
    for part in schema.parts {
      if let fault = fault(value, part, path, depth: depth + 1) { return fault }
    }
    if let fault = alternativesFault(value, schema, path, depth: depth) { return fault }
    switch value {
    case .object(let members): return objectFault(members, schema, path, depth: depth)
    case .array(let elements): return arrayFault(elements, schema, path, depth: depth)
    case .string(let text):
      return boundsFault(text.text.unicodeScalars.count, schema, ("minLength", "maxLength"), "\(path): its length")
    case .number(let number): return numberFault(number.double ?? 0, schema, path)
    case .null, .bool: return nil
    }
  }

  private func typeFault(_ value: JSONValue, _ schema: Schema, _ path: String) -> String? {
    let types = schema.types
    guard !types.isEmpty, !types.contains(where: value.isOf) else { return nil }
    return "\(path): \(value.excerpt) is no \(types.joined(separator: " and no "))"
  }

  private mutating func alternativesFault(_ value: JSONValue, _ schema: Schema, _ path: String, depth: Int) -> String? {
    var first: String?
    for alternative in schema.alternatives {
      guard let fault = fault(value, alternative, path, depth: depth + 1) else { return nil }
      first = first ?? fault
    }
    return first.map { "\($0) (nor does it fit the other alternatives)" }
  }

  private mutating func objectFault(_ members: [JSONMember], _ schema: Schema, _ path: String, depth: Int) -> String? {
    let names = Set(members.map(\.key.text))
    if let missing = schema.required.first(where: { !names.contains($0) }) {
      return "\(path).\(missing): it is required and missing"
    }
    let bounds = ("minProperties", "maxProperties")
    if let fault = boundsFault(members.count, schema, bounds, "\(path): its number of properties") { return fault }
    let properties = Dictionary(schema.properties.map { ($0.name, $0.schema) }) { first, _ in first }
    for member in members {
      let name = member.key.text
      let place = "\(path).\(name.prefix(bytes: 64))"
      if let property = properties[name] ?? schema.additionalProperties {
        if let fault = fault(member.value, property, place, depth: depth + 1) { return fault }
      } else if schema.forbidsOtherProperties {
        return "\(place): the schema has no such property and allows no others"
      }
    }
    return nil
  }

  private mutating func arrayFault(_ elements: [JSONValue], _ schema: Schema, _ path: String, depth: Int) -> String? {
    let bounds = ("minItems", "maxItems")
    if let fault = boundsFault(elements.count, schema, bounds, "\(path): its number of elements") { return fault }
    let first = schema.prefixItems
    for (index, element) in elements.enumerated() {
      guard let item = index < first.count ? first[index] : schema.items else { continue }
      if let fault = fault(element, item, "\(path)[\(index)]", depth: depth + 1) { return fault }
    }
    return nil
  }

  private func numberFault(_ number: Double, _ schema: Schema, _ path: String) -> String? {
    func fault(_ key: String, _ breaks: (Double, Double) -> Bool, _ words: String) -> String? {
      guard let bound = schema.number(key), breaks(number, bound) else { return nil }
      return "\(path): \(Self.shown(number)) is \(words) \(Self.shown(bound))"
    }
    return fault("minimum", <, "less than") ?? fault("maximum", >, "more than")
      ?? fault("exclusiveMinimum", <=, "not above") ?? fault("exclusiveMaximum", >=, "not below")
  }

  private static func shown(_ number: Double) -> String { Int(exactly: number)?.description ?? number.description }

  private func boundsFault(_ count: Int, _ schema: Schema, _ keys: (String, String), _ what: String) -> String? {
    if let least = schema.count(keys.0), count < least { return "\(what) is \(count), and \(keys.0) is \(least)" }
    if let most = schema.count(keys.1), count > most { return "\(what) is \(count), and \(keys.1) is \(most)" }
    return nil
  }
}

extension JSONValue {
  /// Whether the value is of a type by JSON Schema's names; `4.0` is an integer too.
  fileprivate func isOf(type: String) -> Bool {
    switch self {
    case .null: type == "null"
    case .bool: type == "boolean"
    case .number(let number): type == "number" || type == "integer" && number.integer != nil
    case .string: type == "string"
    case .array: type == "array"
    case .object: type == "object"
    }
  }

  /// Equal as JSON: numbers by value, and the API's own form lists its values as texts, also those of integers.
  fileprivate func means(_ other: JSONValue) -> Bool {
    switch (self, other) {
    case (.number(let left), .number(let right)): left.double == right.double
    case (.string(let text), .number(let number)): text.text == number.text
    default: self == other
    }
  }

  /// The value on a line, cut where it is long.
  var excerpt: String {
    let text = TemplateValue(self).json
    return text.utf8.count > 60 ? text.prefix(bytes: 60) + "…" : text
  }
}
