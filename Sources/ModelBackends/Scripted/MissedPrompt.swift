import GeminiAPI

extension Status {
  /// No fixture matches: names the prompt, what came nearest, and how to script it.
  ///
  /// The code is one that clients do not retry, so that a gap in a script shows at once.
  static func noMatch(for turn: UserTurn, in fixtures: FixtureSet) -> Status {
    var message = "No fixture matches the prompt \(PromptExcerpt.quoted(turn.prompt, maximumLength: 120))."
    let nearest = NearestFixture.find(for: turn.prompt, in: fixtures.fixtures)
    if let nearest {
      let wanted =
        nearest.match.prompt.map { ", which wants \(PromptExcerpt.quoted($0.source, maximumLength: 80))" } ?? ""
      message += " The nearest is '\(nearest.name)' (\(nearest.location))\(wanted)."
    }
    message +=
      (nearest == nil ? " Add" : " Edit that, or add") + " a fixture to \(fixtures.lastFile), for example:\n"
      + PromptExcerpt.exampleFixture(for: turn.prompt)
    return Status(code: .failedPrecondition, message: message)
  }
}

/// Which fixture comes nearest to a prompt.
enum NearestFixture {
  /// Characters of a prompt that are compared.
  private static let maximumLength = 4096

  /// The fixture with the greatest share of its matcher's words in the prompt; nil where none shares a word.
  static func find(for prompt: String, in fixtures: [Fixture]) -> Fixture? {
    let words = words(of: prompt)
    var best: (fixture: Fixture, share: Double)?
    for fixture in fixtures {
      let wanted = Self.words(of: fixture.match.prompt?.source ?? "")
      guard !wanted.isEmpty else { continue }
      let share = Double(wanted.intersection(words).count) / Double(wanted.count)
      guard share > best?.share ?? 0 else { continue }
      best = (fixture, share)
    }
    return best?.fixture
  }

  private static func words(of text: String) -> Set<Substring> {
    let text = text.prefix(maximumLength).lowercased()
    return Set(text.split { !($0.isLetter || $0.isNumber) }.filter { $0.count > 1 })
  }
}

/// Shows a prompt in a message.
enum PromptExcerpt {
  /// The text on one line, in quotes, cut where it is long.
  static func quoted(_ text: String, maximumLength: Int) -> String {
    let line = text.prefix(maximumLength * 4).split(whereSeparator: \.isWhitespace).joined(separator: " ")
    let cut = line.count > maximumLength || text.count > maximumLength * 4
    return TemplateValue.text(cut ? line.prefix(maximumLength) + "…" : line).json
  }

  /// A fixture that would answer this prompt, to be pasted into a file.
  static func exampleFixture(for prompt: String) -> String {
    let line = prompt.split(whereSeparator: \.isNewline).first { !$0.trimmed.isEmpty } ?? "your prompt"
    let start = line.trimmed.prefix(40).trimmed
    let isPlain = !start.hasPrefix("/") && !start.hasPrefix("=")
    return """
      - name: my-answer
        match: { prompt: \(TemplateValue.text(isPlain ? start : "=" + line.trimmed).json) }
        reply:
          - code: "print(6 * 7)\\n"
          - text: "The answer is {{trim(result.output)}}."
      """
  }
}
