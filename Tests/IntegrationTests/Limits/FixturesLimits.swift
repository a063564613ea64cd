import Scripting
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
    LimitProbe("template-work") { limit in
      // Each of the tags reads the whole prompt.
      try await reading(prompt: limit.bound / 16 - 1_000, times: 16)
    } beyond: { limit in
      try await reading(prompt: limit.bound / 16, times: 16)
    },
    LimitProbe("lorem-words") { try await given(text: "{{#lorem}}\($0){{/lorem}}") },
    LimitProbe("lorem-file") { limit in
      try await given(fixtures: [lorem(steps: limit.bound / 100_000, more: "")])
    } beyond: { limit in
      try await given(fixtures: [lorem(steps: limit.bound / 100_000, more: ", {text: '{{#lorem}}1{{/lorem}}'}")])
    },
    LimitProbe("fixture-problems") { count in
      // Each key is a fault; at the bound none goes untold.
      let keys = (0..<count).map { "x\($0): 1" }.joined(separator: ", ")
      var attempt = try await given(fixtures: ["- {\(keys)}"])
      attempt.isAccepted = attempt.text.contains("'x\(count - 1)'")
      return attempt
    },
    LimitProbe("pattern-length") { count in
      try await given(fixtures: [
        #"- {match: {prompt: "/\#(String(repeating: "a", count: count))/"}, reply: [{text: a}]}"#
      ])
    },
    LimitProbe("pattern-size") { _ in
      // What a pattern takes depends on PCRE2; these are on both sides of the bound.
      try await given(fixtures: ["- {match: {prompt: '/((a{9}){60}){20}/'}, reply: [{text: a}]}"])
    } beyond: { _ in
      try await given(fixtures: ["- {match: {prompt: '/((a{9}){100}){20}/'}, reply: [{text: a}]}"])
    },
    LimitProbe("pattern-steps") { limit in
      try await costly(share: 0.9, of: limit.bound, matches: 1)
    } beyond: {
      try await costly(share: 1.1, of: $0.bound, matches: 1)
    },
    LimitProbe("pattern-steps-request") { limit in
      try await costly(share: 0.9, of: 2_000_000, matches: limit.bound)
    } beyond: {
      try await costly(share: 0.9, of: 2_000_000, matches: $0.bound + 2)
    },
    LimitProbe("pattern-memory") { _ in
      try await compared(["prompt: '/^(?:a|b)*[cd]/'"], with: String(repeating: "a", count: 50_000))
    } beyond: { _ in
      try await compared(["prompt: '/^(?:a|b)*[cd]/'"], with: String(repeating: "a", count: 2_000_000))
    },
    LimitProbe("glob-length") { count in
      try await given(fixtures: ["- {match: {model: \(String(repeating: "a", count: count))}, reply: [{text: a}]}"])
    },
    LimitProbe("glob-text") { count in
      let (start, end) = ("/v1/projects/", "/locations/l/publishers/google/models/gemini-2.5-flash:generateContent")
      let name = String(repeating: "p", count: count - start.utf8.count - end.utf8.count)
      return try await compared(["path: '/v1/projects/p*'"], with: "x", target: start + name + end, isAnswer: true)
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

  /// Has a fixture read a prompt of so many bytes so often.
  private static func reading(prompt size: Int, times: Int) async throws -> LimitAttempt {
    let namespace = "limits-\(UInt32.random(in: 0...(.max)))"
    let tags = String(repeating: "{{empty(request.prompt)}}", count: times)
    let given = try await given(
      fixtures: ["- {match: {prompt: x}, reply: [{text: '\(tags)'}]}"],
      namespace: namespace
    )
    guard given.isAccepted else { return given }
    return LimitAttempt(
      try await ServerProcess.current.request(
        headers: ["X-Pollux-Namespace": namespace],
        body: #"{"contents": [{"role": "user", "parts": [{"text": "\#(filler(size))"}]}]}"#
      )
    )
  }

  /// Compares a text with patterns of which each goes through it again from each of its places: for a text of n bytes
  /// that is a step for every eight of n².
  private static func costly(share: Double, of bound: Int, matches: Int) async throws -> LimitAttempt {
    let text = String(repeating: "a", count: Int((Double(8 * bound) * share).squareRoot()))
    // Equal patterns behind the first would never be reached.
    return try await compared((0..<matches).map { "prompt: '/[ab]*+[cd\(["x", "y"][$0 % 2])\($0)]/'" }, with: text)
  }

  /// Asks a model, in a namespace whose last fixture answers whatever the others before it do not.
  private static func compared(
    _ matches: [String],
    with prompt: String,
    target: String = ServerProcess.generate,
    isAnswer: Bool = false
  ) async throws -> LimitAttempt {
    let namespace = "limits-\(UInt32.random(in: 0...(.max)))"
    var fixtures = matches.map { "- {match: {\($0)}, reply: [{text: b}]}" }
    // One that only others' prompts fit, where the last of `matches` is to answer.
    fixtures.append("- {match: {prompt: \(isAnswer ? "'=never'" : "a")}, reply: [{text: c}]}")
    let given = try await given(fixtures: fixtures, namespace: namespace)
    guard given.isAccepted else { return given }
    return LimitAttempt(
      try await ServerProcess.current.request(
        "POST",
        target,
        headers: ["X-Pollux-Namespace": namespace],
        body: #"{"contents": [{"role": "user", "parts": [{"text": "\#(prompt)"}]}]}"#
      )
    )
  }

  /// Gives a namespace fixtures, one a line.
  static func given(fixtures: [String], namespace: String = "limits") async throws -> LimitAttempt {
    let yaml = fixtures.joined(separator: "\n")
    let quoted = yaml.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    return try await posted("/_pollux/fixtures?namespace=\(namespace)", #"{"yaml": "\#(quoted)"}"#)
  }
}
