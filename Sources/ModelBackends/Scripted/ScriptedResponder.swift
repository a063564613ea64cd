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
  }

  private let state: Mutex<State>

  init(_ cursor: ScriptCursor, contract: ReplyContract? = nil) {
    state = Mutex(State(cursor: cursor, contract: contract))
  }

  func next(after result: ExecutedCode?) throws(Status) -> [ModelDelta] {
    try state.withLock { (state) throws(Status) in
      let turn = state.cursor.next(after: result)
      try state.contract?.check(turn)
      return turn
    }
  }
}
