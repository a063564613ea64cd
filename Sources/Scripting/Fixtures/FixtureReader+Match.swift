import GeminiAPI
import ModelBackends
import Yams

extension FixtureReader {
  /// Reads the criteria of a fixture.
  mutating func match(_ node: Node, isAlternative: Bool = false) -> FixtureMatch? {
    guard let members = mapping(node, keys: .match) else { return nil }
    var match = FixtureMatch()
    if let node = members["any"] { match.any = alternatives(node, isAlternative: isAlternative) }
    if let node = members["call"] {
      match.call = countCondition(node, "match.call", minimum: 1)
      if isAlternative { report(node, "'call' belongs to the match itself, not to an alternative of it") }
    }
    match.tools = members["tools"].flatMap { tools($0) }
    match.answer = members["answer"].flatMap { answer($0) }
    if let node = members["code_result"] {
      let words = CodeResultCriterion.allCases.map(\.rawValue)
      match.codeResult = word(node, "match.code_result", of: words).flatMap(CodeResultCriterion.init)
    }
    if let node = members["stream"] {
      match.stream = word(node, "match.stream", of: ["true", "false"]).map { $0 == "true" }
    }
    match.apis = members["api"].map { apis($0) } ?? []
    match.headers = members["header"].map { headers($0) } ?? []
    match.body = members["body"].map { body($0) } ?? []
    match.path = members["path"].flatMap { glob($0, "match.path") }
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
      match.model = glob(node, "match.model")
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

  private mutating func alternatives(_ node: Node, isAlternative: Bool) -> [FixtureMatch] {
    if isAlternative { report(node, "'any' cannot stand inside 'any'") }
    let nodes = sequence(node, "match.any", maximum: Self.maximumSteps) ?? []
    if nodes.isEmpty { report(node, "'match.any' is an empty list; it has matches, one of which must fit") }
    return nodes.compactMap { match($0, isAlternative: true) }
  }

  private mutating func tools(_ node: Node) -> ToolCriteria? {
    guard case .mapping = node else { return ToolCriteria(all: words(node, "match.tools")) }
    guard let members = mapping(node, keys: .tools) else { return nil }
    var criteria = ToolCriteria()
    criteria.all = members["all"].map { words($0, "match.tools.all") } ?? []
    criteria.any = members["any"].map { words($0, "match.tools.any") } ?? []
    criteria.none = members["none"].map { words($0, "match.tools.none") } ?? []
    return criteria
  }

  private mutating func apis(_ node: Node) -> [RequestAPI] {
    let known = RequestAPI.allCases.map(\.rawValue)
    return words(node, "match.api").compactMap { word in
      guard let api = RequestAPI(rawValue: word) else {
        report(
          node,
          "'\(word.prefix(bytes: 60))' is not an API; 'match.api' may have: \(known.joined(separator: ", "))"
        )
        return nil
      }
      return api
    }
  }

  private mutating func answer(_ node: Node) -> AnswerCriterion? {
    guard case .mapping = node else { return text(node, "match.answer").map { AnswerCriterion(name: $0.text) } }
    guard let members = mapping(node, keys: .answer) else { return nil }
    var criterion = AnswerCriterion()
    criterion.name = members["name"].flatMap { text($0, "match.answer.name")?.text }
    criterion.contains = members["contains"].flatMap { text($0, "match.answer.contains")?.text }
    criterion.json = members["json"].map { json($0, "match.answer.json") }
    return criterion
  }

  private mutating func headers(_ node: Node) -> [HeaderCriterion] {
    guard case .mapping(let mapping) = node else {
      report(node, "'match.header' must be a mapping such as { X-Test: 'abc' }")
      return []
    }
    var criteria: [HeaderCriterion] = []
    for (key, value) in mapping {
      guard let name = key.scalar?.string, !name.isEmpty else {
        report(key, "a header's name must be a text")
        continue
      }
      if SecretNames.contains(name) {
        report(key, "'\(name)' holds a secret, and fixtures are not the place for one; match another header")
      }
      guard let text = text(value, "match.header"), let matcher = promptMatcher(text.text, value) else { continue }
      criteria.append(HeaderCriterion(name: name, matcher: matcher))
    }
    return criteria
  }

  private mutating func body(_ node: Node) -> [BodyCriterion] {
    guard case .mapping(let mapping) = node else {
      report(node, "'match.body' must be a mapping such as { /generationConfig/temperature: 0.2 }")
      return []
    }
    var criteria: [BodyCriterion] = []
    for (key, value) in mapping {
      guard let pointer = key.scalar?.string, pointer.isEmpty || pointer.hasPrefix("/") else {
        report(key, "a place in the body is a JSON pointer, such as /contents/0/role")
        continue
      }
      if case .scalar(let scalar) = value, JSONValue(plainScalar: scalar.string) == nil || scalar.style != .plain {
        guard let text = text(value, "match.body"), let matcher = promptMatcher(text.text, value) else { continue }
        criteria.append(BodyCriterion(pointer: pointer, wanted: .text(matcher)))
      } else {
        criteria.append(BodyCriterion(pointer: pointer, wanted: .value(json(value, "match.body"))))
      }
    }
    return criteria
  }

  private mutating func files(_ node: Node) -> FileCriteria? {
    guard let members = mapping(node, keys: .files) else { return nil }
    var criteria = FileCriteria(mime: nil, name: nil, count: CountCondition(atLeast: 1))
    criteria.mime = members["mime"].flatMap { glob($0, "match.files.mime") }
    criteria.name = members["name"].flatMap { glob($0, "match.files.name") }
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
    guard !source.isEmpty, source.utf8.count <= PromptPattern.maximumPatternLength else {
      report(node, "a pattern has 1 to \(PromptPattern.maximumPatternLength) bytes")
      return nil
    }
    do throws(PromptPattern.Problem) {
      return .pattern(try PromptPattern(source: source, flags: String(flags.sorted())))
    } catch {
      report(node, "not a regular expression: \(error)")
      return nil
    }
  }
}
