import ModelBackends
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
    LimitProbe("tag-size") { size in
      let name = "request.prompt"
      return try await given(text: "{{" + name + String(repeating: " ", count: size - name.count) + "}}")
    },
    LimitProbe("template-size") { limit in
      try await given(text: String(repeating: "{{request.prompt}}", count: 10) + filler(limit.bound / 10 - 1_000))
    } beyond: { limit in
      try await given(text: String(repeating: "{{request.prompt}}", count: 10) + filler(limit.bound / 10))
    },
    LimitProbe("lorem-words") { try await given(text: "{{#lorem}}\($0){{/lorem}}") },
    LimitProbe("lorem-file") { limit in
      try await given(fixtures: [lorem(steps: limit.bound / 100_000, more: "")])
    } beyond: { limit in
      try await given(fixtures: [lorem(steps: limit.bound / 100_000, more: ", {text: '{{#lorem}}1{{/lorem}}'}")])
    },
    LimitProbe("fixtures-body") { count in
      let body = #"{"yaml": ""}"#
      return try await posted(fixturesTarget, body + String(repeating: " ", count: count - body.utf8.count))
    },
    LimitProbe("fixtures-namespaces") { try kept(namespaces: $0, of: 1) },
    LimitProbe("fixtures-size") { limit in
      try kept(namespaces: 16, of: limit.bound / 16)
    } beyond: { limit in
      try kept(namespaces: 16, of: limit.bound / 16 + 1)
    },
  ]

  private static func filler(_ size: Int) -> String { String(repeating: "x", count: size) }

  /// A fixture with so many steps of as many words as one place may have.
  private static func lorem(steps: Int, more: String) -> String {
    "- {match: {prompt: a}, reply: [\(repeated("{text: '{{#lorem}}100000{{/lorem}}'}", steps))\(more)]}"
  }

  /// Gives namespaces fixtures of their own, and looks whether the first still has them.
  private static func kept(namespaces count: Int, of size: Int) throws -> LimitAttempt {
    let yaml = "- {match: {prompt: a}, reply: [{text: a}]}"
    let fixtures = try FixtureSet.parse(yaml: yaml + String(repeating: " ", count: max(0, size - yaml.count)))
    let source = FixtureSource(fixtures)
    for index in 0..<count { source.set(fixtures, in: "n\(index)") }
    let isKept = source.current(in: "n0").own != nil
    return LimitAttempt(isAccepted: isKept, text: isKept ? "it has them" : "it has lost them")
  }

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
