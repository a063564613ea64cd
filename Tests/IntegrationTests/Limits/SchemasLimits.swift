import TestSupport

extension LimitProbes {
  static let schemas = [
    LimitProbe("schema-values") { count in
      // The schema, its type and the list are three.
      try await asked(schemaMember: #""examples": ["# + repeated("0", count - 3) + "]")
    },
    LimitProbe("schema-steps") { limit in
      try await answered(steps: limit.bound)
    } beyond: {
      try await answered(steps: $0.bound + 3)
    },
  ]

  /// Compares an answer with a schema in so many steps: one for the list, three for each number in it.
  private static func answered(steps: Int) async throws -> LimitAttempt {
    let namespace = "schema-steps-\(steps)"
    let text = "[" + repeated("0", (steps - 1) / 3) + "]"
    let given = try await given(fixtures: ["- {reply: [{text: '\(text)'}]}"], namespace: namespace)
    guard given.isAccepted else { return given }
    let schema = #"{"items": {"anyOf": [{"type": "string"}, {"type": "number"}]}}"#
    return LimitAttempt(
      try await ServerProcess.current.request(
        headers: ["X-Pollux-Namespace": namespace],
        body:
          #"{"contents": [{"parts": [{"text": "x"}]}], "generationConfig": {"responseMimeType": "application/json", "#
          + #""responseJsonSchema": \#(schema)}}"#
      )
    )
  }
}
