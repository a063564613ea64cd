import GeminiAPI

/// Speaks one reply; holds the cursor while code runs elsewhere.
actor ScriptedResponder: ModelResponder {
  private var cursor: ScriptCursor

  init(_ cursor: ScriptCursor) {
    self.cursor = cursor
  }

  func next(after result: ExecutedCode?) async throws(Status) -> [ModelDelta] {
    cursor.next(after: result)
  }
}
