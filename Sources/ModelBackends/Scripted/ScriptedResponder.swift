import GeminiAPI
import Synchronization

/// Speaks one reply; holds the cursor while code runs elsewhere.
///
/// No actor: a turn is made in no time, and the way to an actor is a wait, which every answer would have.
final class ScriptedResponder: ModelResponder {
  private struct State {
    var cursor: ScriptCursor
    /// Nil for a reply that no author answers for.
    var contract: ReplyContract?
    /// What breaks on the wire; told before all else.
    var fault: WireFault?
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

  func next(after result: ExecutedCode?) throws(Status) -> [ModelDelta] {
    try state.withLock { (state) throws(Status) in
      let turn: [ModelDelta]
      do throws(ScriptCursor.Fault) {
        turn = try state.cursor.next(after: result)
      } catch {
        throw .fault(error, fixture)
      }
      try state.contract?.check(turn)
      guard let fault = state.fault.take() else { return turn }
      return [.fault(fault)] + turn
    }
  }
}

extension Status {
  fileprivate static func fault(_ fault: ScriptCursor.Fault, _ fixture: Fixture?) -> Status {
    let place = fixture.map { "Fixture '\($0.name)' (\($0.location))" } ?? "The script"
    switch fault {
    case .surprise(let expected, let executed): return surprise(expected, executed, place)
    case .miss(let miss): return .failedPrecondition("\(place) cannot say what it should: \(miss)")
    }
  }

  /// The real outcome is not the script's: the text has what really happened, for it is what its author looks for.
  private static func surprise(_ expected: Outcome, _ executed: ExecutedCode, _ place: String) -> Status {
    let result = executed.result
    return .failedPrecondition(
      "\(place) expects its code to end with \(expected.rawValue), but it ended with \(result.outcome.rawValue)"
        + (result.output.map { ":\n\($0.prefix(bytes: 4000))" } ?? ", and it printed nothing.")
    )
  }
}
