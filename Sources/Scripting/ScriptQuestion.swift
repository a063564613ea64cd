package import GeminiAPI
package import ModelBackends
import YAMLInput

/// A request as scripts see it, for questions about it: no session, no file is behind it.
package struct ScriptQuestion: Sendable {
  private let turn: UserTurn

  /// - Parameter conversation: The request as a backend sees it, its files under the names by which code finds them.
  package init(_ conversation: Conversation) { turn = UserTurn(conversation) }

  /// Explains which fixture would answer.
  ///
  /// - Parameters:
  ///   - fixtures: The fixtures.
  ///   - memory: What the namespace of the request has seen before.
  /// - Returns: Each fixture with its criteria, and the one that answers.
  /// - Throws: `FAILED_PRECONDITION` where a fixture's pattern costs too much to tell.
  package func explanation(
    in fixtures: FixtureSet,
    memory: FixtureMemory
  ) async throws(Status) -> FixtureExplanation {
    let choice = try await FixtureChoice(for: turn, among: fixtures.fixtures, memory: memory, isReal: false)
    let steps = PatternSteps(turn)
    var entries: [FixtureExplanation.Entry] = []
    for fixture in fixtures.fixtures {
      let number = memory.seen(fixture.id, in: turn.transport.namespace) + 1
      let state =
        if fixture.id == choice.fixture?.id {
          "answers"
        } else if let skipped = choice.skipped.first(where: { $0.fixture.id == fixture.id }) {
          "fits, but \(skipped.reason)"
        } else {
          try fixture.captures(in: turn, steps) == nil ? "does not match" : "matches, but comes later"
        }
      entries.append(
        FixtureExplanation.Entry(
          name: fixture.name,
          location: fixture.location,
          state: state,
          checks: fixture.match.checks(turn, call: number, steps)
        )
      )
    }
    return FixtureExplanation(answering: choice.fixture?.name, prompt: turn.prompt, entries: entries)
  }

  /// A fixture that answers just this request, to be pasted into a file.
  ///
  /// - Parameter name: What to call it.
  /// - Returns: YAML, an entry of a list.
  package func fixture(named name: String) -> String {
    PromptExcerpt.exampleFixture(for: turn.prompt, named: name, codeExecution: turn.tools.contains("codeExecution"))
  }

  /// Whether the request meets criteria.
  ///
  /// - Parameters:
  ///   - criteria: The criteria.
  ///   - cost: What they may cost, for all requests that are compared with them.
  /// - Returns: Whether all are met.
  /// - Throws: `INVALID_ARGUMENT` where a pattern of theirs costs too much to tell.
  package func meets(_ criteria: RequestCriteria, _ cost: QuestionCost) throws(Status) -> Bool {
    do throws(PatternTooCostly) {
      return try criteria.match.captures(in: turn, cost.steps) != nil
    } catch {
      throw .invalidArgument("These criteria cannot be compared with the requests: \(error).")
    }
  }

  /// Each of the criteria by itself.
  package func checks(_ criteria: RequestCriteria, _ cost: QuestionCost) -> [CriterionCheck] {
    criteria.match.checks(turn, call: 1, cost.steps)
  }
}

/// Which fixture answers a request, and why the others do not.
package struct FixtureExplanation: Sendable {
  /// One fixture.
  package struct Entry: Sendable {
    package var name: String
    package var location: SourceLocation
    /// `answers`, `does not match` and the like.
    package var state: String
    package var checks: [CriterionCheck]
  }

  /// Nil where none does.
  package var answering: String?
  package var prompt: String
  package var entries: [Entry]
}

/// Criteria as fixtures have them under `match`, for questions about requests that were made.
package struct RequestCriteria: Sendable {
  let match: FixtureMatch

  /// Reads criteria.
  ///
  /// - Parameters:
  ///   - text: YAML or JSON: a mapping with the keys of `match`.
  ///   - name: What messages call the text.
  /// - Returns: The criteria.
  /// - Throws: All that is wrong with it.
  package static func parse(_ text: String, name: String) throws(FixtureError) -> RequestCriteria {
    var reader = FixtureReader(file: name, yaml: text)
    do throws(YAMLFault) {
      guard let node = try YAMLInput.compose(text) else { return RequestCriteria(match: FixtureMatch()) }
      let match = reader.match(node)
      if let match, reader.problems.isEmpty { return RequestCriteria(match: match) }
    } catch {
      throw FixtureError(problems: [FixtureProblem(error, file: name)])
    }
    throw FixtureError(problems: reader.problems)
  }
}

/// What the patterns of a question about many requests may cost together.
package struct QuestionCost: Sendable {
  let steps: PatternSteps

  /// - Parameter bytes: How long the requests are together.
  package init(bytes: Int) { steps = PatternSteps(bytes: bytes) }
}

/// A condition on how many there are, as fixtures write it: `2`, `">=1"`.
package struct CountCriterion: Sendable {
  private let condition: CountCondition

  /// Nil where the text is none.
  package init?(_ text: String) {
    guard let condition = CountCondition(text) else { return nil }
    self.condition = condition
  }

  package func holds(for count: Int) -> Bool { condition.holds(for: count) }
  package var text: String { condition.source }
}
