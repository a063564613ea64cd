import GeminiAPI
import ModelBackends
import YAMLInput
import Yams

extension FixtureReader {
  /// How deep JSON of a fixture may nest; protobuf's own limit for a request is 100.
  static let maximumDepth = 50

  /// A time such as `400ms` or `1.5s`.
  mutating func duration(_ node: Node, _ name: String) -> Duration? {
    value(node, name, "a time of at most an hour, such as 400ms, 1.5s or 2min", ReplyDuration.parse)
  }

  /// A number of a range.
  mutating func number(_ node: Node, _ name: String, in range: ClosedRange<Double>) -> Double? {
    let bounds = "\(Self.shown(range.lowerBound)) to \(Self.shown(range.upperBound))"
    return value(node, name, "a number from \(bounds)") { Double($0).flatMap { range.contains($0) ? $0 : nil } }
  }

  /// A whole number of a range.
  mutating func whole(_ node: Node, _ name: String, in range: ClosedRange<Int>) -> Int? {
    value(node, name, "a whole number from \(range.lowerBound) to \(range.upperBound)") {
      Int($0).flatMap { range.contains($0) ? $0 : nil }
    }
  }

  /// What a text stands for; one that stands for nothing is reported.
  private mutating func value<Value>(
    _ node: Node,
    _ name: String,
    _ wanted: String,
    _ read: (String) -> Value?
  ) -> Value? {
    guard let text = text(node, name)?.text else { return nil }
    let value = read(text)
    if value == nil { report(node, "'\(name)' must be \(wanted)") }
    return value
  }

  /// One of some words.
  mutating func word(_ node: Node, _ name: String, of words: [String]) -> String? {
    guard let text = text(node, name)?.text else { return nil }
    if words.contains(text) { return text }
    let meant = NearestName.question(about: text, among: words)
    report(node, "'\(name)' must be one of \(words.joined(separator: ", "))\(meant)")
    return nil
  }

  /// A pattern with `*` and `?`.
  mutating func glob(_ node: Node, _ name: String) -> Glob? {
    guard let text = text(node, name)?.text else { return nil }
    guard text.utf8.count <= Glob.maximumPatternLength else {
      report(node, "'\(name)' has \(text.utf8.count) bytes; at most \(Glob.maximumPatternLength) are taken")
      return nil
    }
    return Glob(text)
  }

  /// Words, as one or as a list.
  mutating func words(_ node: Node, _ name: String) -> [String] {
    guard case .sequence = node else { return text(node, name).map { [$0.text] } ?? [] }
    let nodes = sequence(node, name, maximum: Self.maximumSteps) ?? []
    if nodes.isEmpty { report(node, "'\(name)' is an empty list") }
    return nodes.compactMap { text($0, name)?.text }
  }

  /// Whatever JSON a node stands for, without templates.
  mutating func json(_ node: Node, _ name: String, depth: Int = 0) -> JSONValue {
    guard depth < Self.maximumDepth else {
      report(node, "'\(name)' nests deeper than \(Self.maximumDepth)")
      return .null
    }
    switch node {
    case .scalar(let scalar):
      if scalar.style == .plain, let literal = JSONValue(plainScalar: scalar.string) { return literal }
      return .string(scalar.string)
    case .sequence(let elements): return .array(elements.map { json($0, name, depth: depth + 1) })
    case .mapping(let members):
      var list: [JSONMember] = []
      for (key, value) in members {
        guard let key = key.scalar?.string else {
          report(key, "a name in '\(name)' must be a text")
          continue
        }
        list.append(JSONMember(JSONString(key), json(value, name, depth: depth + 1)))
      }
      return .object(list)
    case .alias:
      report(node, "an alias cannot stand in '\(name)'")
      return .null
    }
  }

  private static func shown(_ number: Double) -> String {
    number == number.rounded() && abs(number) < 1e9 ? String(Int(number)) : String(number)
  }
}

extension JSONValue {
  /// What YAML 1.2's core schema takes an unquoted scalar for, where that is not a text.
  init?(plainScalar text: String) {
    switch text {
    case "", "~", "null", "Null", "NULL": self = .null
    case "true", "True", "TRUE": self = .bool(true)
    case "false", "False", "FALSE": self = .bool(false)
    default:
      guard case .number(let number)? = try? JSONParser.parse(Array(text.utf8)) else { return nil }
      self = .number(number)
    }
  }
}
