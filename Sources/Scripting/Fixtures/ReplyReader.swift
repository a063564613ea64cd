import GeminiAPI
import Yams

/// Reads the steps of one reply; knows what has run before each of them.
struct ReplyReader {
  /// What templates know as `match`.
  private let captures: TemplateKind
  /// Whether code stands before the place being read.
  private var hasRun = false
  /// Whether a step before the place being read ends the response.
  private var isOver = false

  /// - Parameters:
  ///   - match: The fixture's criteria.
  ///   - isMatchSound: False where they could not be read; then no name of a group is called unknown.
  init(match: FixtureMatch, isMatchSound: Bool) {
    var groups: PatternGroups?
    if case .pattern(let pattern) = match.prompt { groups = pattern.groups }
    captures = isMatchSound ? .captures(of: groups, hasFiles: match.files != nil) : .any
  }

  mutating func steps(_ node: Node, in reader: inout FixtureReader) -> [ReplyStep] {
    guard let nodes = reader.sequence(node, "reply", maximum: FixtureReader.maximumSteps) else { return [] }
    if nodes.isEmpty { reader.report(node, "'reply' has no step") }
    return nodes.compactMap { step($0, in: &reader) }
  }

  private mutating func step(_ node: Node, in reader: inout FixtureReader) -> ReplyStep? {
    let before = reader.problems.count
    guard let members = reader.mapping(node, keys: .step) else { return nil }
    if isOver { reader.report(node, "this step is never reached: a step before it ends the response") }
    guard let list = members["attempts"] else {
      if let max = members["max"] { reader.report(max, "'max' belongs beside 'attempts'") }
      return parts(members, node, isWhole: reader.problems.count == before, in: &reader).map(ReplyStep.parts)
    }
    for key in members.keys.sorted() where !["attempts", "max"].contains(key) {
      if let other = members[key] { reader.report(other, "'\(key)' and 'attempts' cannot stand in one step") }
    }
    guard let nodes = reader.sequence(list, "attempts", maximum: FixtureReader.maximumSteps) else { return nil }
    if nodes.isEmpty { reader.report(list, "'attempts' has no entry") }
    if let max = members["max"] { checkMaximum(max, attempts: nodes.count, in: &reader) }
    return .attempts(nodes.compactMap { attempt($0, in: &reader) })
  }

  private mutating func attempt(_ node: Node, in reader: inout FixtureReader) -> ReplyParts? {
    let before = reader.problems.count
    guard let members = reader.mapping(node, keys: .attempt) else { return nil }
    let isWhole = reader.problems.count == before
    if isWhole, members["code"] == nil { reader.report(node, "an attempt has 'code'; without it nothing is tried") }
    return parts(members, node, isWhole: isWhole, in: &reader)
  }

  /// `max` says how many of the attempts may run; one that is never reached is a mistake.
  private func checkMaximum(_ node: Node, attempts: Int, in reader: inout FixtureReader) {
    guard let text = reader.text(node, "max") else { return }
    guard let maximum = Int(text.text), maximum > 0 else {
      return reader.report(node, "'max' must be a number from 1")
    }
    if maximum < attempts {
      reader.report(node, "with 'max: \(maximum)' attempt \(maximum + 1) of \(attempts) is never reached")
    }
  }

  /// Reads what a step or an attempt says.
  ///
  /// An empty step is worth a message only where all keys were understood (`isWhole`).
  private mutating func parts(
    _ members: [String: Node],
    _ node: Node,
    isWhole: Bool,
    in reader: inout FixtureReader
  ) -> ReplyParts? {
    var parts = ReplyParts()
    parts.pause = members["pause"].flatMap { reader.duration($0, "pause") }
    parts.think = members["think"].flatMap { template($0, "think", .text, in: &reader) }
    parts.text = members["text"].flatMap { text($0, in: &reader) }
    parts.images = members["image"].map { reader.images($0) } ?? []
    parts.raw = members["raw"].map { reader.rawParts($0) } ?? []
    parts.calls = members["call"].map { calls($0, in: &reader) } ?? []
    parts.code = members["code"].flatMap { template($0, "code", .code, in: &reader) }
    parts.run = run(members, in: &reader)
    hasRun = hasRun || members["code"] != nil
    if let steps = members["on_failure"] {
      var onFailure = self
      parts.run.onFailure = onFailure.steps(steps, in: &reader)
    }
    parts.usage = members["usage"].flatMap { reader.usage($0) }
    parts.fault = members["fault"].flatMap { reader.fault($0) }
    parts.candidate = members["candidate"].map { candidate($0, in: &reader) } ?? []
    parts.ending = ending(members, in: &reader)
    if parts.ending != nil { isOver = true }
    if isWhole, members.isEmpty {
      reader.report(node, "an empty step; it has 'text', 'code', 'call', 'think' or 'attempts'")
    }
    return parts
  }

  /// A text, which may be empty: models do end without a word.
  private func text(_ node: Node, in reader: inout FixtureReader) -> ReplyText? {
    if case .scalar(let scalar) = node, scalar.string.isEmpty, scalar.style != .plain { return .literal("") }
    return template(node, "text", .text, in: &reader)
  }

  /// Reads `candidate`: members of the candidate as they go out.
  private func candidate(_ node: Node, in reader: inout FixtureReader) -> [JSONMember] {
    guard let members = reader.mapping(node, keys: .candidate) else { return [] }
    if members.isEmpty { reader.report(node, "'candidate' has no member") }
    // In the order of the list, which is the service's.
    return FixtureKeys.candidate.served.compactMap { name in
      guard let node = members[name] else { return nil }
      let value = reader.json(node, "candidate.\(name)")
      if let wanted = Self.candidateForm(name), !wanted.fits(value) {
        reader.report(node, "'candidate.\(name)' must be \(wanted.noun), as the API has it")
      }
      return JSONMember(JSONString(name), value)
    }
  }

  private static func candidateForm(_ name: String) -> (noun: String, fits: (JSONValue) -> Bool)? {
    switch name {
    case "safetyRatings", "groundingAttributions": ("a list", { $0.elements != nil })
    case "avgLogprobs", "tokenCount": ("a number", { if case .number = $0 { true } else { false } })
    default: ("an object", { $0.members != nil })
    }
  }

  func check(language node: Node, in reader: inout FixtureReader) {
    guard let language = reader.text(node, "language") else { return }
    if language.text.lowercased() != "python" {
      reader.report(node, "language '\(language.text)': only python is run; put other code into 'text'")
    }
  }

  func template(
    _ node: Node,
    _ name: String,
    _ mode: ReplyTemplate.Mode,
    in reader: inout FixtureReader
  ) -> ReplyText? {
    guard let source = reader.text(node, name) else { return nil }
    let roots = TemplateKind.roots(match: captures, hasRun: hasRun)
    let text: String
    do throws(TemplateComplaint) {
      text = mode == .text ? try Lorem.filled(source.text, budget: &reader.templates) : source.text
    } catch {
      reader.report(node, error.message)
      return nil
    }
    do {
      // Words that were filled in move what stands behind them.
      let hasMoved = text != source.text
      return try ReplyTemplate.compile(text, mode: mode, roots: roots, budget: &reader.templates) {
        hasMoved ? source.location : source.location(line: $0, column: $1)
      }
    } catch {
      reader.problems += error.list.map {
        FixtureProblem(location: source.location(line: $0.line, column: $0.column), message: $0.message)
      }
      return nil
    }
  }
}
