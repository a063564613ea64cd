import GeminiAPI

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
  init(
    for turn: UserTurn,
    among fixtures: [Fixture],
    memory: FixtureMemory,
    isReal: Bool = true
  ) async {
    let namespace = turn.transport.namespace
    for (index, fixture) in fixtures.enumerated() {
      guard let captures = await fixture.match.captures(in: turn) else { continue }
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
      if isReal { await Self.countCalls(of: turn, by: fixtures[(index + 1)...], memory) }
      return
    }
  }

  /// Counts a request for those behind the one that answers: which call it is does not depend on who answered before.
  private static func countCalls(of turn: UserTurn, by fixtures: ArraySlice<Fixture>, _ memory: FixtureMemory) async {
    for fixture in fixtures where fixture.match.call != nil {
      guard await fixture.match.captures(in: turn) != nil else { continue }
      _ = memory.count(fixture.id, in: turn.transport.namespace)
    }
  }
}
