import GeminiAPI

/// A schema has no more values than the service would serve.
///
/// The words are those clients of gemini-2.5-flash reported in 2026; where the service's bound lies nobody knows, for it
/// counts the states of an automaton. Ours lies far above the schemas that were reported to work.
struct SchemaSizeRule: RequestRule {
  /// JSON values of one schema, members and elements each.
  static let maximumValues = 20_000

  func check(_ subject: RuleSubject) throws(Status) {
    if let config = subject.config { try check([config.responseSchema, config.responseJsonSchema]) }
    for tool in subject.request.tools {
      for function in tool.functionDeclarations {
        try check([function.parameters, function.parametersJsonSchema, function.response, function.responseJsonSchema])
      }
    }
  }

  private func check(_ schemas: [JSONValue?]) throws(Status) {
    for schema in schemas.lazy.compactMap(\.self) {
      var room = Self.maximumValues
      guard Self.fits(schema, in: &room) else { throw .tooManyStates }
    }
  }

  private static func fits(_ value: JSONValue, in room: inout Int) -> Bool {
    room -= 1
    guard room >= 0 else { return false }
    switch value {
    case .array(let elements):
      for element in elements where !fits(element, in: &room) { return false }
    case .object(let members):
      for member in members where !fits(member.value, in: &room) { return false }
    case .null, .bool, .number, .string: break
    }
    return true
  }
}

extension Status {
  fileprivate static let tooManyStates = Status.invalidArgument(
    "The specified schema produces a constraint that has too many states for serving. Typical causes of this error are "
      + "schemas with lots of text (for example, very long property or enum names), schemas with long array length limits "
      + "(especially when nested), or schemas using complex value matchers (for example, integers or numbers with "
      + "minimum/maximum bounds or strings with complex formats like date-time)"
  )
}
