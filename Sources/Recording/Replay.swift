package import ModelBackends

/// Answers as it was answered when it was recorded.
package struct Replay<AnyClock: Clock<Duration>>: VerbatimBackend {
  private let replayer: Replayer
  private let clock: AnyClock?

  /// - Parameters:
  ///   - replayer: Has the recordings.
  ///   - clock: Measures the waits of then; nil answers at once.
  package init(_ replayer: Replayer, waitingBy clock: AnyClock?) {
    (self.replayer, self.clock) = (replayer, clock)
  }

  package func answer(_ request: RequestTransport) async throws -> VerbatimAnswer {
    let interaction = try replayer.answer(to: RecordedInteraction(request), in: request.namespace)
    let clock = clock
    return VerbatimAnswer(status: interaction.status, contentType: interaction.contentType) { write in
      for piece in interaction.pieces {
        if let clock, piece.wait > .zero { try await clock.sleep(for: piece.wait) }
        try await write(piece.bytes)
      }
    }
  }
}
