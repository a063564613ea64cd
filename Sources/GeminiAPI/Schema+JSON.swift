extension JSONCursor {
  /// A schema in the API's own form, checked to the last member and kept as it came.
  ///
  /// Unknown members are refused like the service refuses them; JSON Schema's other words (`$ref`,
  /// `additionalProperties`) belong into the `…JsonSchema` fields.
  func schema() -> JSONValue? {
    guard !isNull, !isListRefused else { return nil }
    checkSchema()
    return value.detached
  }

  private func checkSchema() {
    readMembers(of: "Schema") { name, field in
      switch name {
      case "type": _ = field.name(of: .type)
      case "format", "title", "description", "pattern": _ = field.string()
      case "nullable": _ = field.bool()
      case "enum", "required", "propertyOrdering": _ = field.strings()
      case "maxItems", "minItems", "maxProperties", "minProperties", "maxLength", "minLength":
        _ = field.int64()
      case "minimum", "maximum": _ = field.double()
      case "example", "default": break
      case "items": if !field.isNull, !field.isListRefused { field.checkSchema() }
      case "anyOf": for element in field.listElements { element.checkSchema() }
      case "properties": for entry in field.mapEntries ?? [] { entry.value.checkSchema() }
      default: field.refuseUnknown()
      }
    }
  }
}
