import ModelBackends
import Yams

/// Reads the fixtures of one file; every problem is kept, so that one start shows them all.
struct FixtureReader {
  /// Fixtures one file may have.
  static let maximumFixtures = 10_000
  /// Steps a reply, attempts a step: more than a response may run blocks.
  static let maximumSteps = 200
  /// Problems one file is told of: to look for more is work nobody reads the fruit of.
  static let maximumProblems = 100

  let file: String
  /// Where files of the fixtures are looked for; nil where there is no directory.
  let directory: String?
  let lines: [Substring]
  var problems: [FixtureProblem] = []
  /// What the templates that were not read yet may cost.
  var templates = TemplateBudget()
  /// What the file says of requests whichever fixture answers them.
  var disturbances = Disturbances()

  /// - Parameters:
  ///   - file: The file's name, as messages show it.
  ///   - yaml: Its text; JSON is YAML too.
  ///   - directory: Where it lies.
  init(file: String, yaml: String, directory: String? = nil) {
    self.file = file
    self.directory = directory
    lines = yaml.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
  }

  /// The fixtures of a file: a list, or a mapping with `fixtures`.
  mutating func fixtures(in root: Node) -> [Fixture] {
    var list = root
    if case .mapping = root {
      guard let members = mapping(root, keys: .file) else { return [] }
      if let node = members["chaos"] { readChaos(node) }
      if let node = members["quotas"] { readQuotas(node) }
      guard let node = members["fixtures"] else {
        guard members.isEmpty else { return [] }
        report(root, "a file of fixtures is a list, or a mapping with the key 'fixtures'")
        return []
      }
      list = node
    }
    guard let nodes = sequence(list, "fixtures", maximum: Self.maximumFixtures) else { return [] }
    return nodes.compactMap { hasRoom ? fixture($0) : nil }
  }

  private mutating func fixture(_ node: Node) -> Fixture? {
    guard let members = mapping(node, keys: .fixture) else { return nil }
    let location = location(of: node)
    let name = members["name"].flatMap { text($0, "name")?.text } ?? "\(location.file):\(location.line)"
    let before = problems.count
    let match = members["match"].flatMap { self.match($0) } ?? FixtureMatch()
    let isMatchSound = problems.count == before
    guard let answers = answers(members, node, name, ReplyReader(match: match, isMatchSound: isMatchSound)) else {
      return nil
    }
    return Fixture(
      name: name,
      location: location,
      match: match,
      answers: answers,
      pace: members["pace"].flatMap { pace($0) },
      // Without a script it is the one answer's.
      fault: members["script"] == nil ? nil : members["fault"].flatMap { fault($0) }
    )
  }

  private mutating func answers(
    _ members: [String: Node],
    _ node: Node,
    _ name: String,
    _ steps: ReplyReader
  ) -> FixtureAnswers? {
    guard let script = members["script"] else {
      return answer(members, node, "fixture '\(name)'", steps).map(FixtureAnswers.always)
    }
    for key in ["reply", "error", "block"] {
      if let other = members[key] { report(other, "'\(key)' and 'script' cannot stand in one fixture") }
    }
    guard let nodes = sequence(script, "script", maximum: Self.maximumSteps) else { return nil }
    if nodes.isEmpty { report(script, "'script' has no entry") }
    var entries: [(times: Int, answer: FixtureAnswer)] = []
    var last: FixtureAnswer?
    for (index, entry) in nodes.enumerated() {
      guard let members = mapping(entry, keys: .entry) else { continue }
      guard let then = members["then"] else {
        let times = members["times"].flatMap { whole($0, "times", in: 1...1_000_000) } ?? 1
        if let answer = answer(members, entry, "an entry of the script", steps) { entries.append((times, answer)) }
        continue
      }
      if index < nodes.count - 1 {
        report(nodes[index + 1], "'then' lasts for good, so what stands behind is never reached")
      }
      for key in members.keys.sorted() where key != "then" {
        if let other = members[key] { report(other, "'\(key)' cannot stand beside 'then'; put it inside") }
      }
      guard let members = mapping(then, keys: .then) else { continue }
      last = answer(members, then, "'then'", steps)
    }
    return .script(entries, then: last)
  }

  /// One answer: a reply, an error, or a refused prompt.
  private mutating func answer(
    _ members: [String: Node],
    _ node: Node,
    _ place: String,
    _ steps: ReplyReader
  ) -> FixtureAnswer? {
    let given = ["reply", "error", "block"].filter { members[$0] != nil }
    guard given.count <= 1 else {
      report(node, "\(place) has \(given.joined(separator: " and ")); it answers with one of them")
      return nil
    }
    let fault = given.isEmpty || members["script"] != nil ? nil : members["fault"].flatMap { self.fault($0) }
    var steps = steps
    if let reply = members["reply"] {
      return FixtureAnswer(reply: steps.steps(reply, in: &self), fault: fault)
    }
    if let node = members["error"] {
      return error(node).map { FixtureAnswer(reply: [.parts(ReplyParts(ending: .error($0)))], fault: fault) }
    }
    if let node = members["block"] {
      return block(node).map { FixtureAnswer(reply: [.parts(ReplyParts(ending: .block($0)))], fault: fault) }
    }
    report(node, "\(place) has no 'reply' (or 'error', or 'block')")
    return nil
  }
}

// MARK: - Nodes

extension FixtureReader {
  func location(of node: Node) -> SourceLocation {
    SourceLocation(file: file, line: node.mark?.line ?? 1, column: node.mark?.column ?? 1)
  }

  /// Whether more problems would still be told.
  var hasRoom: Bool { problems.count < Self.maximumProblems }

  mutating func report(_ node: Node, _ message: @autoclosure () -> String) {
    guard hasRoom else { return }
    problems.append(FixtureProblem(location: location(of: node), message: message()))
  }

  /// The members of a mapping by key, unknown keys reported; nil where the node is none.
  mutating func mapping(_ node: Node, keys: FixtureKeys) -> [String: Node]? {
    guard case .mapping(let mapping) = node else {
      report(node, "\(keys.place) must be a mapping with the keys \(keys.served.joined(separator: ", "))")
      return nil
    }
    var members: [String: Node] = [:]
    for (keyNode, value) in mapping {
      guard let key = keyNode.scalar?.string else {
        report(keyNode, "a key must be a name")
        continue
      }
      if keys.served.contains(key) {
        members[key] = value
      } else {
        report(keyNode, keys.complaint(about: key))
      }
    }
    return members
  }

  mutating func sequence(_ node: Node, _ name: String, maximum: Int) -> [Node]? {
    guard case .sequence(let sequence) = node else {
      report(node, "'\(name)' must be a list")
      return nil
    }
    guard sequence.count <= maximum else {
      report(node, "'\(name)' has \(sequence.count) entries; at most \(maximum) are read")
      return nil
    }
    return Array(sequence)
  }

  /// A scalar's text; numbers and flags are taken as they are written.
  mutating func text(_ node: Node, _ name: String) -> YAMLScalarText? {
    guard case .scalar(let scalar) = node else {
      report(node, "'\(name)' must be a text")
      return nil
    }
    guard !scalar.string.isEmpty else {
      report(node, "'\(name)' is empty")
      return nil
    }
    return YAMLScalarText(scalar, at: location(of: node), in: lines)
  }
}
