import GeminiAPI
import ModelBackends

/// Which fixture answers a request, and which were passed over.
struct FixtureChoice: Sendable {
  /// One that fits, but has nothing to say to this request.
  struct Skipped: Sendable {
    var fixture: Fixture
    var reason: String
  }

  var fixture: Fixture?
  var answer: FixtureAnswer?
  var captures = Captures()
  var skipped: [Skipped] = []

  /// Tries fixtures in their order.
  ///
  /// - Parameters:
  ///   - turn: What is asked.
  ///   - fixtures: The fixtures.
  ///   - memory: Counts requests where fixtures depend on their number.
  ///   - isReal: Whether the request is counted; a question about it is not.
  /// - Throws: `FAILED_PRECONDITION` where a fixture's pattern costs too much to tell.
  init(
    for turn: UserTurn,
    among fixtures: [Fixture],
    memory: FixtureMemory,
    isReal: Bool = true
  ) async throws(Status) {
    let namespace = turn.transport.namespace
    let steps = PatternSteps(turn)
    var turnEnds = steps.rest - PatternSteps.turn
    for (index, fixture) in fixtures.enumerated() {
      if steps.rest < turnEnds {
        turnEnds = steps.rest - PatternSteps.turn
        await Task.yield()
      }
      guard let captures = try fixture.captures(in: turn, steps) else { continue }
      let number =
        isReal
        ? memory.count(fixture.id, in: namespace) : memory.seen(fixture.id, in: namespace) + 1
      if let call = fixture.match.call, !call.holds(for: number) {
        skipped.append(Skipped(fixture: fixture, reason: "this is call \(number), and it wants call \(call.source)"))
        continue
      }
      guard let answer = fixture.answers.answer(number: number) else {
        skipped.append(Skipped(fixture: fixture, reason: "its script is over: this is call \(number)"))
        continue
      }
      (self.fixture, self.answer, self.captures) = (fixture, answer, captures)
      if isReal { try Self.countCalls(of: turn, by: fixtures[(index + 1)...], memory, steps) }
      return
    }
  }

  /// Counts a request for those behind the one that answers: which call it is does not depend on who answered before.
  private static func countCalls(
    of turn: UserTurn,
    by fixtures: ArraySlice<Fixture>,
    _ memory: FixtureMemory,
    _ steps: PatternSteps
  ) throws(Status) {
    for fixture in fixtures where fixture.match.call != nil {
      guard try fixture.captures(in: turn, steps) != nil else { continue }
      _ = memory.count(fixture.id, in: turn.transport.namespace)
    }
  }
}

extension Fixture {
  /// What its criteria find in a turn; nil where one is not met.
  ///
  /// - Parameters:
  ///   - turn: The turn.
  ///   - steps: What patterns are paid from.
  /// - Returns: What was found.
  /// - Throws: `FAILED_PRECONDITION`, which clients do not retry, where a pattern costs too much to tell.
  func captures(in turn: UserTurn, _ steps: PatternSteps) throws(Status) -> Captures? {
    do throws(PatternTooCostly) {
      return try match.captures(in: turn, steps)
    } catch {
      throw .failedPrecondition("Fixture '\(name)' (\(location)) cannot be compared with the request: \(error).")
    }
  }
}

extension PatternSteps {
  /// What the patterns of all fixtures may take to be compared with one request.
  convenience init(_ turn: UserTurn) {
    self.init(bytes: turn.prompt.utf8.count + turn.system.source.utf8.count)
  }
}
