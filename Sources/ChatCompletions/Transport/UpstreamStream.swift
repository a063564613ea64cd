import Upstream

/// One completion of a real server; the connection ends with the stream, or is kept where the answer was whole.
actor UpstreamStream: CompletionStream {
  /// Nil while somebody waits for bytes, and at the end.
  private var pieces: UpstreamBody.AsyncIterator?
  private var reader = CompletionReader()
  private var waiting: ArraySlice<CompletionEvent> = []

  init(_ body: UpstreamBody) { pieces = body.makeAsyncIterator() }

  /// Waits until there is a piece to give, or the end of a completion without any.
  ///
  /// - Throws: `UpstreamFailure` where the connection fails, `CompletionFault` for what came.
  func waitForFirst() async throws {
    while waiting.isEmpty, var taken = pieces.take() {
      let bytes: [UInt8]?
      do {
        bytes = try await taken.next(isolation: #isolation)
      } catch {
        // Whoever has told why it ended need not close the connection in an orderly way.
        guard reader.mayEnd, error.kind != .cancelled else { throw error }
        return
      }
      waiting += try bytes.map { bytes throws(CompletionFault) in try reader.take(bytes) } ?? reader.finish()
      if bytes != nil, !reader.isDone { pieces = taken }
    }
  }

  func next() async throws -> CompletionEvent? {
    do {
      try await waitForFirst()
    } catch let failure as UpstreamFailure {
      throw try CompletionFault(failure)
    }
    return waiting.popFirst()
  }
}
