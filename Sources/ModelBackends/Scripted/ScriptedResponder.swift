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
      do throws(ScriptCursor.Surprise) {
        turn = try state.cursor.next(after: result)
      } catch {
        throw .surprise(error, fixture)
      }
      try state.contract?.check(turn)
      guard let fault = state.fault.take() else { return turn }
      return [.fault(fault)] + turn
    }
  }
}

extension Status {
  /// The real outcome is not the script's: the text has what really happened, for it is what its author looks for.
  fileprivate static func surprise(_ surprise: ScriptCursor.Surprise, _ fixture: Fixture?) -> Status {
    let place = fixture.map { "Fixture '\($0.name)' (\($0.location))" } ?? "The script"
    let result = surprise.executed.result
    return .failedPrecondition(
      "\(place) expects its code to end with \(surprise.expected.rawValue), but it ended with \(result.outcome.rawValue)"
        + (result.output.map { ":\n\($0.prefix(bytes: 4000))" } ?? ", and it printed nothing.")
    )
  }
}
