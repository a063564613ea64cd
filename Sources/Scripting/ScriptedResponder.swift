import Executions
import GeminiAPI
import ModelBackends
import Synchronization

/// Speaks one reply; holds the cursor while code runs elsewhere.
///
/// A turn of a script is made whole, since what its author promised is checked before a word of it goes out; a budget
/// bounds its size. It is given delta by delta like any other.
///
/// No actor: a turn is made in no time, and the way to an actor is a wait, which every answer would have.
final class ScriptedResponder: ModelResponder {
  private struct State {
    var cursor: ScriptCursor
    /// Nil for a reply that no author answers for.
    var contract: ReplyContract?
    /// What breaks on the wire; told before all else.
    var fault: WireFault?
    /// The rest of the turn at hand.
    var turn: ArraySlice<ModelDelta> = []
  }

  let pace: Pace?
  private let state: Mutex<State>
  private let fixture: Fixture?

  init(
    _ cursor: ScriptCursor,
    contract: ReplyContract? = nil,
    fixture: Fixture? = nil,
    fault: WireFault? = nil
  ) {
    state = Mutex(State(cursor: cursor, contract: contract, fault: fault))
    pace = fixture?.pace
    self.fixture = fixture
  }

  func beginTurn(after result: Execution?, runsCode: Bool) throws(Status) -> ExecutableCode? {
    try state.withLock { (state) throws(Status) in
      var turn: [ModelDelta]
      do throws(ScriptCursor.Fault) {
        turn = try state.cursor.next(after: result)
      } catch {
        throw .fault(error, fixture)
      }
      try state.contract?.check(turn)
      if let fault = state.fault.take() { turn.insert(.script(.fault(fault)), at: 0) }
      state.turn = turn[...]
      return turn.codeAhead
    }
  }

  func nextDelta() -> ModelDelta? { state.withLock { $0.turn.popFirst() } }
}

extension Status {
  fileprivate static func fault(_ fault: ScriptCursor.Fault, _ fixture: Fixture?) -> Status {
    let place = fixture.map { "Fixture '\($0.name)' (\($0.location))" } ?? "The script"
    switch fault {
    case .surprise(let expected, let run): return surprise(expected, run, place)
    case .miss(let miss): return .failedPrecondition("\(place) cannot say what it should: \(miss)")
    }
  }

  /// The real outcome is not the script's: the text has what really happened, for it is what its author looks for.
  private static func surprise(_ expected: Execution.Outcome, _ run: Execution, _ place: String) -> Status {
    let text = run.explainedText
    return .failedPrecondition(
      "\(place) expects its code to end with \(expected.wire.rawValue), but it ended with \(run.outcome.wire.rawValue)"
        + (text.isEmpty ? ", and it printed nothing." : ":\n\(text.prefix(bytes: 4000))")
    )
  }
}
