import Yams

extension FixtureReader {
  /// Reads the criteria of a fixture.
  mutating func match(_ node: Node) -> FixtureMatch? {
    guard let members = mapping(node, keys: .match) else { return nil }
    var match = FixtureMatch()
    if let node = members["prompt"], let source = text(node, "match.prompt") {
      match.prompt = promptMatcher(source.text, node)
    }
    if let node = members["system"], let source = text(node, "match.system") {
      match.system = promptMatcher(source.text, node)
    }
    if let node = members["answered"], let text = text(node, "match.answered") {
      match.answered = AnsweredCriterion(text.text)
    }
    if let node = members["model"] {
      match.model = text(node, "match.model").map { Glob($0.text) }
    }
    if let node = members["turn"] {
      match.turn = countCondition(node, "match.turn", minimum: 1)
    }
    if let node = members["files"] {
      match.files = files(node)
    }
    if match.files != nil, case .pattern(let pattern) = match.prompt, pattern.groups.names.contains("file") {
      report(members["prompt"] ?? node, "the group 'file' hides the file of match.files; give it another name")
    }
    return match
  }

  private mutating func files(_ node: Node) -> FileCriteria? {
    guard let members = mapping(node, keys: .files) else { return nil }
    var criteria = FileCriteria(mime: nil, name: nil, count: CountCondition(atLeast: 1))
    criteria.mime = members["mime"].flatMap { text($0, "match.files.mime") }.map { Glob($0.text) }
    criteria.name = members["name"].flatMap { text($0, "match.files.name") }.map { Glob($0.text) }
    if let node = members["count"], let condition = countCondition(node, "match.files.count", minimum: 0) {
      criteria.count = condition
    }
    return criteria
  }

  private mutating func countCondition(_ node: Node, _ name: String, minimum: Int) -> CountCondition? {
    guard let text = text(node, name) else { return nil }
    guard let condition = CountCondition(text.text), condition.count >= minimum else {
      report(node, "'\(name)' must be a number from \(minimum), or a condition like \">=2\"")
      return nil
    }
    return condition
  }

  /// Tells the three forms apart: `/pattern/flags`, `=exact text`, and a text to be contained.
  private mutating func promptMatcher(_ source: String, _ node: Node) -> PromptMatcher? {
    if source.hasPrefix("=") { return .exact(String(source.dropFirst())) }
    guard source.hasPrefix("/") else { return .contains(FoldedText(source)) }
    let inside = source.dropFirst()
    guard let end = inside.lastIndex(of: "/") else {
      report(node, "a pattern ends with a slash: /first \\d+ primes/i; a plain text must not start with one")
      return nil
    }
    return pattern(String(inside[..<end]), flags: String(inside[inside.index(after: end)...]), node)
  }

  private mutating func pattern(_ source: String, flags: String, _ node: Node) -> PromptMatcher? {
    guard flags.allSatisfy({ "imsx".contains($0) }), Set(flags).count == flags.count else {
      report(node, "'\(flags)' after the pattern: its flags are i, m, s and x, each once")
      return nil
    }
    guard !source.isEmpty, source.count <= PromptPattern.maximumPatternLength else {
      report(node, "a pattern has 1 to \(PromptPattern.maximumPatternLength) characters")
      return nil
    }
    do {
      return .pattern(try PromptPattern(source: source, flags: String(flags.sorted())))
    } catch {
      report(node, "not a regular expression: \(error)")
      return nil
    }
  }
}
