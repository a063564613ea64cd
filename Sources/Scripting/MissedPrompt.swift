package import GeminiAPI
import ModelBackends

extension Status {
  /// No fixture matches: names the prompt, what came nearest and why it does not fit, and how to script it.
  ///
  /// The code is one that clients do not retry, so that a gap in a script shows at once.
  static func noMatch(for turn: UserTurn, _ choice: FixtureChoice, in fixtures: FixtureSet) -> Status {
    let nearest = NearestFixture.nearest(to: turn, in: fixtures.fixtures)
    var message = "No fixture matches the prompt \(PromptExcerpt.quoted(turn.prompt, maximumLength: 120))."
    for skipped in choice.skipped {
      message += " '\(skipped.fixture.name)' (\(skipped.fixture.location)) fits, but \(skipped.reason)."
    }
    if let first = nearest.first {
      message += " The nearest is '\(first.fixture.name)' (\(first.fixture.location)): \(first.summary)"
    }
    message +=
      (nearest.isEmpty ? " Add" : "\nEdit that, or add") + " a fixture to \(fixtures.lastFile), for example:\n"
      + PromptExcerpt.exampleFixture(for: turn.prompt)
    return Status(code: .failedPrecondition, message: message, details: [detail(nearest, choice)])
  }

  /// For programs: the nearest fixtures, criterion by criterion.
  private static func detail(_ nearest: [NearestFixture], _ choice: FixtureChoice) -> JSONValue {
    let closest = nearest.map { near in
      JSONValue.object([
        JSONMember("name", .string(near.fixture.name)),
        JSONMember("file", .string(near.fixture.location.file)),
        JSONMember("line", .number(near.fixture.location.line)),
        JSONMember("checks", .array(near.checks.map(\.json))),
      ])
    }
    let skipped = choice.skipped.map { skipped in
      JSONValue.object([
        JSONMember("name", .string(skipped.fixture.name)), JSONMember("reason", .string(skipped.reason)),
      ])
    }
    return .object([
      JSONMember("@type", "type.googleapis.com/pollux.v1.NoMatch"),
      JSONMember("closest", .array(closest)),
      JSONMember("skippedByState", .array(skipped)),
    ])
  }
}

extension CriterionCheck {
  /// As programs read it.
  package var json: JSONValue {
    var members = [
      JSONMember("key", .string(key)), JSONMember("ok", .bool(isMet)), JSONMember("want", .string(wanted)),
      JSONMember("got", .string(found)),
    ]
    if let nearness { members.append(JSONMember("near", .number(nearness))) }
    return .object(members)
  }

  /// One line for people.
  package var line: String {
    isMet ? "✓ \(key): \(wanted)" : "✗ \(key): wants \(wanted), got \(found)"
  }
}

/// A fixture that does not match, and how far from it it is.
struct NearestFixture {
  /// Characters of a prompt that are compared.
  private static let maximumLength = 4096
  /// Fixtures told of.
  private static let maximumCount = 3

  var fixture: Fixture
  var checks: [CriterionCheck]

  /// How many criteria are met, and those that are not.
  var summary: String {
    let met = checks.filter(\.isMet).count
    return "\(met) of \(checks.count) criteria\n" + checks.map { "  " + $0.line }.joined(separator: "\n")
  }

  /// From 0 to 1.
  private var score: Double {
    guard !checks.isEmpty else { return 0 }
    return checks.reduce(0) { $0 + ($1.isMet ? 1 : $1.nearness ?? 0) } / Double(checks.count)
  }

  /// The fixtures that come nearest, best first; those that have nothing in common with the request do not help.
  static func nearest(to turn: UserTurn, in fixtures: [Fixture]) -> [NearestFixture] {
    let steps = PatternSteps(turn)
    var found: [NearestFixture] = []
    for fixture in fixtures {
      let near = NearestFixture(fixture: fixture, checks: fixture.match.checks(turn, call: 1, steps))
      // Met by all criteria is what its state kept from answering: that is told by itself.
      if near.score > 0, near.checks.contains(where: { !$0.isMet }) { found.append(near) }
    }
    return Array(
      found.enumerated().sorted { ($1.element.score, $0.offset) < ($0.element.score, $1.offset) }.map(\.element)
        .prefix(maximumCount)
    )
  }

  static func words(of text: String) -> Set<Substring> {
    let text = text.prefix(bytes: maximumLength).lowercased()
    return Set(text.split { !($0.isLetter || $0.isNumber) }.filter { $0.count > 1 })
  }
}

/// Shows a prompt in a message.
enum PromptExcerpt {
  /// The text on one line, in quotes, cut where it is long.
  static func quoted(_ text: String, maximumLength: Int) -> String {
    let line = text.prefix(bytes: maximumLength * 4).split(whereSeparator: \.isWhitespace).joined(separator: " ")
    let cut = line.utf8.count > maximumLength || text.utf8.count > maximumLength * 4
    return TemplateValue.text(cut ? line.prefix(bytes: maximumLength) + "…" : line).json
  }

  /// A fixture that would answer this prompt, to be pasted into a file.
  static func exampleFixture(
    for prompt: String,
    named name: String = "my-answer",
    codeExecution: Bool = true
  ) -> String {
    let line = prompt.split(whereSeparator: \.isNewline).first { !$0.trimmed.isEmpty } ?? "your prompt"
    let start = line.trimmed.prefix(bytes: 40).trimmed
    let isPlain = !start.hasPrefix("/") && !start.hasPrefix("=")
    let head = """
      - name: \(name)
        match: { prompt: \(TemplateValue.text(isPlain ? start : "=" + line.trimmed).json) }
        reply:
      """
    guard codeExecution else { return head + "\n    - text: \"The answer.\"" }
    return head + """

          - code: "print(6 * 7)\\n"
          - text: "The answer is {{trim(result.output)}}."
      """
  }
}
