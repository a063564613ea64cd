import Yams

/// Reads the fixtures of one file; every problem is kept, so that one start shows them all.
struct FixtureReader {
  /// Fixtures one file may have.
  static let maximumFixtures = 10_000
  /// Steps a reply, attempts a step: more than a response may run blocks.
  static let maximumSteps = 200

  let file: String
  let lines: [Substring]
  var problems: [FixtureProblem] = []

  /// - Parameters:
  ///   - file: The file's name, as messages show it.
  ///   - yaml: Its text; JSON is YAML too.
  init(file: String, yaml: String) {
    self.file = file
    lines = yaml.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
  }

  /// The fixtures of a file: a list, or a mapping with `fixtures`.
  mutating func fixtures(in root: Node) -> [Fixture] {
    var list = root
    if case .mapping = root {
      guard let members = mapping(root, keys: .file) else { return [] }
      guard let node = members["fixtures"] else {
        report(root, "a file of fixtures is a list, or a mapping with the key 'fixtures'")
        return []
      }
      list = node
    }
    guard let nodes = sequence(list, "fixtures", maximum: Self.maximumFixtures) else { return [] }
    return nodes.compactMap { fixture($0) }
  }

  private mutating func fixture(_ node: Node) -> Fixture? {
    guard let members = mapping(node, keys: .fixture) else { return nil }
    let location = location(of: node)
    let name = members["name"].flatMap { text($0, "name")?.text } ?? "\(location.file):\(location.line)"
    let before = problems.count
    let match = members["match"].flatMap { self.match($0) } ?? FixtureMatch()
    let isMatchSound = problems.count == before
    guard let reply = members["reply"] else {
      report(node, "fixture '\(name)' has no 'reply'")
      return nil
    }
    var steps = ReplyReader(match: match, isMatchSound: isMatchSound)
    var fixture = Fixture(name: name, location: location, match: match, reply: steps.steps(reply, in: &self))
    // Else the same call would answer its own answer, and a client that calls functions by itself would never stop.
    if fixture.match.answered == nil, fixture.hasCall { fixture.match.answered = .nothing }
    return fixture
  }
}

// MARK: - Nodes

extension FixtureReader {
  func location(of node: Node) -> SourceLocation {
    SourceLocation(file: file, line: node.mark?.line ?? 1, column: node.mark?.column ?? 1)
  }

  mutating func report(_ node: Node, _ message: String) {
    problems.append(FixtureProblem(location: location(of: node), message: message))
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
      if let complaint = keys.complaint(about: key) {
        report(keyNode, complaint)
      } else {
        members[key] = value
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
