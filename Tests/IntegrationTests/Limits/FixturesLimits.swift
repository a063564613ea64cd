import TestSupport

extension LimitProbes {
  static let fixtures = [
    LimitProbe("fixtures") { count in
      // Each is for another prompt, else those behind the first would never be reached.
      try await given(fixtures: (0..<count).map { #"- {match: {prompt: "=p\#($0)"}, reply: [{text: a}]}"# })
    },
    LimitProbe("fixture-steps") { count in
      try await given(fixtures: ["- {match: {prompt: a}, reply: [\(repeated("{text: a}", count))]}"])
    },
    LimitProbe("template-tags") { count in
      try await given(text: String(repeating: "{{request.prompt}}", count: count))
    },
    LimitProbe("template-depth") { count in
      try await given(
        text: String(repeating: "{{#request.prompt}}", count: count)
          + String(repeating: "{{/request.prompt}}", count: count)
      )
    },
    LimitProbe("lorem-words") { try await given(text: "{{#lorem}}\($0){{/lorem}}") },
    LimitProbe("fixtures-body") { count in
      let body = #"{"yaml": ""}"#
      return try await posted(fixturesTarget, body + String(repeating: " ", count: count - body.utf8.count))
    },
  ]

  static let fixturesTarget = "/_pollux/fixtures?namespace=limits"

  /// Gives a namespace one fixture that says a text.
  static func given(text: String) async throws -> LimitAttempt {
    try await given(fixtures: [#"- {match: {prompt: a}, reply: [{text: "\#(text)"}]}"#])
  }

  /// Gives a namespace fixtures, one a line.
  static func given(fixtures: [String]) async throws -> LimitAttempt {
    let yaml = fixtures.joined(separator: "\n")
    let quoted = yaml.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    return try await posted(fixturesTarget, #"{"yaml": "\#(quoted)"}"#)
  }
}
