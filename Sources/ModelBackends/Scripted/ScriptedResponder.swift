import GeminiAPI

/// Speaks one reply; holds the cursor while code runs elsewhere.
actor ScriptedResponder: ModelResponder {
  private var cursor: ScriptCursor
  /// Nil for a reply that no author answers for.
  private var contract: ReplyContract?

  init(_ cursor: ScriptCursor, contract: ReplyContract? = nil) {
    self.cursor = cursor
    self.contract = contract
  }

  func next(after result: ExecutedCode?) async throws(Status) -> [ModelDelta] {
    let turn = cursor.next(after: result)
    try contract?.check(turn)
    return turn
  }
}
