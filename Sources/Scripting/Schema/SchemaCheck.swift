import GeminiAPI

/// Says where a value does not fit a schema.
struct SchemaCheck {
  /// Schemas looked at: alternatives of alternatives could multiply without end.
  static let maximumSteps = 1_000_000

  private var steps = 0
  /// Whether only the answer counts, and no words are made for it.
  private let isQuiet: Bool

  private init(isQuiet: Bool) {
    self.isQuiet = isQuiet
  }

  /// Looks for the first thing that does not fit.
  ///
  /// - Parameters:
  ///   - value: Any value.
  ///   - schema: What it should be.
  /// - Returns: Place and reason, `$.cities[0]: …`; nil where it fits.
  static func fault(of value: JSONValue, in schema: Schema) -> String? {
    var quiet = SchemaCheck(isQuiet: true)
    guard quiet.fault(value, schema, "$", depth: 0) != nil else { return nil }
    var check = SchemaCheck(isQuiet: false)
    return check.fault(value, schema, "$", depth: 0)
  }

  private func said(_ words: @autoclosure () -> String) -> String { isQuiet ? "" : words() }

  private mutating func fault(_ value: JSONValue, _ schema: Schema, _ path: String, depth: Int) -> String? {
    steps += 1
    guard depth < Schema.maximumDepth else { return nil }
    guard steps <= Self.maximumSteps else {
      return said(
        "\(path): to compare it takes more than \(Self.maximumSteps) steps; use a simpler schema, or say less"
      )
    }
    guard let target = schema.resolved() else { return said("\(path): its schema refers to one that is not there") }
    if schema.isReference { return fault(value, target, path, depth: depth + 1) }
    if let fault = typeFault(value, schema, path) { return fault }
    if let allowed = schema.allowedValues, !allowed.list.isEmpty, !allowed.contains(value) {
      if value == .null, schema.types.contains("null") { return nil }
      return said(
        "\(path): \(value.excerpt) is none of \(allowed.list.prefix(10).map(\.excerpt).joined(separator: ", "))"
      )
    }
    for part in schema.parts {
      if let fault = fault(value, part, path, depth: depth + 1) { return fault }
    }
    if let fault = alternativesFault(value, schema, path, depth: depth) { return fault }
    switch value {
    case .object(let members): return objectFault(members, schema, path, depth: depth)
    case .array(let elements): return arrayFault(elements, schema, path, depth: depth)
    case .string(let text):
      return boundsFault(text.text.unicodeScalars.count, schema, ("minLength", "maxLength"), path, "length")
    case .number(let number): return numberFault(number.double ?? 0, schema, path)
    case .null, .bool: return nil
    }
  }

  /// `not a string`, `neither a string nor null`.
  private static func named(_ types: [String]) -> String {
    let names = types.prefix(10).map { type in
      type == "null" ? type : "\("aeiou".contains(type.first ?? "s") ? "an" : "a") \(type)"
    }
    return names.count > 1 ? "neither \(names.joined(separator: " nor "))" : "not \(names.joined())"
  }

  private func typeFault(_ value: JSONValue, _ schema: Schema, _ path: String) -> String? {
    guard !schema.allows(anyOf: value.typeNames) else { return nil }
    return said("\(path): \(value.excerpt) is \(Self.named(schema.types))")
  }

  private mutating func alternativesFault(_ value: JSONValue, _ schema: Schema, _ path: String, depth: Int) -> String? {
    let alternatives = schema.alternatives
    guard let first = alternatives.first else { return nil }
    // Words are made for the first alone, and only where none fits.
    var quiet = SchemaCheck(isQuiet: true)
    quiet.steps = steps
    defer { steps = max(steps, quiet.steps) }
    for alternative in alternatives where quiet.fault(value, alternative, path, depth: depth + 1) == nil { return nil }
    guard !isQuiet else { return "" }
    let fault = fault(value, first, path, depth: depth + 1) ?? "\(path): it does not fit"
    return "\(fault) (nor does it fit the other alternatives)"
  }

  private mutating func objectFault(_ members: [JSONMember], _ schema: Schema, _ path: String, depth: Int) -> String? {
    let required = schema.required
    if !required.isEmpty {
      let names = Set(members.map(\.key.text))
      if let missing = required.first(where: { !names.contains($0) }) {
        return said("\(path).\(missing): it is required and missing")
      }
    }
    let bounds = ("minProperties", "maxProperties")
    if let fault = boundsFault(members.count, schema, bounds, path, "number of properties") { return fault }
    let others = schema.additionalProperties
    guard schema.hasProperties || others != nil || schema.forbidsOtherProperties else { return nil }
    for member in members {
      let name = member.key.text
      let place = said("\(path).\(name.prefix(bytes: 64))")
      if let property = schema.property(name) ?? others {
        if let fault = fault(member.value, property, place, depth: depth + 1) { return fault }
      } else if schema.forbidsOtherProperties {
        return said("\(place): the schema has no such property and allows no others")
      }
    }
    return nil
  }

  private mutating func arrayFault(_ elements: [JSONValue], _ schema: Schema, _ path: String, depth: Int) -> String? {
    let bounds = ("minItems", "maxItems")
    if let fault = boundsFault(elements.count, schema, bounds, path, "number of elements") { return fault }
    for (index, element) in elements.enumerated() {
      guard let item = schema.item(index) else { continue }
      if let fault = fault(element, item, said("\(path)[\(index)]"), depth: depth + 1) { return fault }
    }
    return nil
  }

  private func numberFault(_ number: Double, _ schema: Schema, _ path: String) -> String? {
    func fault(_ key: String, _ breaks: (Double, Double) -> Bool, _ words: String) -> String? {
      guard let bound = schema.number(key), breaks(number, bound) else { return nil }
      return said("\(path): \(Self.shown(number)) is \(words) \(Self.shown(bound))")
    }
    return fault("minimum", <, "less than") ?? fault("maximum", >, "more than")
      ?? fault("exclusiveMinimum", <=, "not above") ?? fault("exclusiveMaximum", >=, "not below")
  }

  private static func shown(_ number: Double) -> String { Int(exactly: number)?.description ?? number.description }

  private func boundsFault(
    _ count: Int,
    _ schema: Schema,
    _ keys: (String, String),
    _ path: String,
    _ what: String
  ) -> String? {
    if let least = schema.count(keys.0), count < least {
      return said("\(path): its \(what) is \(count), and \(keys.0) is \(least)")
    }
    if let most = schema.count(keys.1), count > most {
      return said("\(path): its \(what) is \(count), and \(keys.1) is \(most)")
    }
    return nil
  }
}

extension JSONValue {
  /// The types the value is of by JSON Schema's names; `4.0` is an integer too.
  fileprivate var typeNames: [String] {
    switch self {
    case .null: ["null"]
    case .bool: ["boolean"]
    case .number(let number): number.integer == nil ? ["number"] : ["number", "integer"]
    case .string: ["string"]
    case .array: ["array"]
    case .object: ["object"]
    }
  }
}
