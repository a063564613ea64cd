import GeminiAPI

/// Looks through a schema in the API's own form for what the service refuses.
///
/// The words are those clients reported from 2025 on. A schema's values have their types already: it was read as one.
struct SchemaFaults {
  /// Whether an object must name properties: that of an answer must, that of a function may take none.
  let needsProperties: Bool

  /// Notes what is wrong with a schema and those in it.
  ///
  /// - Parameters:
  ///   - schema: A schema as it came, in either case.
  ///   - path: Where it stands.
  ///   - faults: Takes them.
  func check(_ schema: JSONValue, _ path: String, _ faults: inout FieldFaults) {
    guard faults.hasRoom, schema.members != nil else { return }
    let properties = schema["properties"]?.members ?? []
    let alternatives = schema["anyOf"]?.elements ?? schema["any_of"]?.elements ?? []
    checkObject(schema, properties, hasAlternatives: !alternatives.isEmpty, path, &faults)
    let values = schema["enum"]?.elements ?? []
    if let empty = values.firstIndex(where: { $0.text?.isEmpty == true }) {
      faults.add("\(path).enum[\(empty)]", "cannot be empty")
    }
    if let items = schema["items"], items != .null {
      check(items, "\(path).items", &faults)
    } else if schema.schemaType == "ARRAY" {
      faults.add("\(path).items", "missing field.")
    }
    for member in properties where faults.hasRoom {
      check(member.value, "\(path).properties[\(member.key.text.prefix(bytes: 64))]", &faults)
    }
    for (index, alternative) in alternatives.enumerated() where faults.hasRoom {
      check(alternative, "\(path).any_of[\(index)]", &faults)
    }
  }

  private func checkObject(
    _ schema: JSONValue,
    _ properties: [JSONMember],
    hasAlternatives: Bool,
    _ path: String,
    _ faults: inout FieldFaults
  ) {
    let required = schema["required"]?.elements ?? []
    guard schema.schemaType == "OBJECT" else {
      if !properties.isEmpty { faults.add("\(path).properties", "only allowed for OBJECT type") }
      if !required.isEmpty { faults.add("\(path).required", "only allowed for OBJECT type") }
      return
    }
    if needsProperties, properties.isEmpty, !hasAlternatives {
      faults.add("\(path).properties", "should be non-empty for OBJECT type")
    }
    let names = Set(properties.map(\.key.text))
    for (index, name) in required.enumerated() where faults.hasRoom {
      guard let name = name.text, !names.contains(name) else { continue }
      faults.add("\(path).required[\(index)]", "property is not defined")
    }
  }
}

extension JSONValue {
  /// The name of a schema's type, which may be written in any case or as its number.
  fileprivate var schemaType: String? {
    guard case .number(let number)? = self["type"] else { return self["type"]?.text?.uppercased() }
    return switch number.integer {
    case 5: "ARRAY"
    case 6: "OBJECT"
    default: nil
    }
  }
}
