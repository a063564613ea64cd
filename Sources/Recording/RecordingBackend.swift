import GeminiAPI
package import ModelBackends
import Synchronization

/// Writes down what another backend answers, as its bytes leave.
package struct RecordingBackend: ModelBackend {
  private let inner: any ModelBackend
  private let recorder: Recorder
  private let limit: Int
  private let clock: any Clock<Duration>

  /// - Parameters:
  ///   - inner: Answers.
  ///   - recorder: Writes the answers down.
  ///   - limit: The largest answer that is written down, in bytes; larger ones only go out.
  ///   - clock: Measures the waits between the pieces of an answer.
  package init(_ inner: any ModelBackend, recorder: Recorder, limit: Int, clock: any Clock<Duration>) {
    (self.inner, self.recorder, self.limit, self.clock) = (inner, recorder, limit, clock)
  }

  package var answersArrivals: Bool { inner.answersArrivals }

  package func verbatim(_ request: RequestTransport, _ stage: VerbatimStage) async throws -> VerbatimAnswer? {
    guard let answer = try await inner.verbatim(request, stage) else { return nil }
    do throws(Status) {
      return recorded(answer, to: try RecordedInteraction(request))
    } catch {
      // What is not JSON has no key by which a replay could find it.
      return answer
    }
  }

  package func respond(to conversation: Conversation) async throws -> ModelAnswer {
    let question = try RecordedInteraction(conversation.transport)
    let answer = try await inner.respond(to: conversation)
    switch answer {
    case .verbatim(let answer): return .verbatim(recorded(answer, to: question))
    case .turns:
      // Whoever renders the turns tells what came of them.
      let written = AnswerInTheMaking(question, recorder: recorder, limit: limit, clock: clock, isVerbatim: false)
      conversation.transport.watch?.follow { written.take($0) }
      return answer
    }
  }

  private func recorded(_ answer: VerbatimAnswer, to question: RecordedInteraction) -> VerbatimAnswer {
    let written = AnswerInTheMaking(question, recorder: recorder, limit: limit, clock: clock, isVerbatim: true)
    written.take(.head(status: answer.status, contentType: answer.contentType))
    return VerbatimAnswer(status: answer.status, contentType: answer.contentType) { write in
      try await answer.write { bytes in
        written.take(.bytes(bytes))
        try await write(bytes)
      }
      written.take(.end)
    }
  }
}

/// What of an answer has gone out: the events of a stream, each with the wait before it, or any other answer as one piece.
private final class AnswerInTheMaking: Sendable {
  private struct State {
    var interaction: RecordedInteraction
    var isStream = false
    var parser = SSEParser()
    var whole: [UInt8] = []
    var size = 0
    /// When the last piece was whole, after the answer was asked for.
    var last = Duration.zero

    mutating func close(_ bytes: [UInt8], at time: Duration) {
      interaction.pieces.append(RecordedInteraction.Piece(wait: time - last, bytes: bytes))
      last = time
    }
  }

  private let state: Mutex<State>
  private let recorder: Recorder
  private let limit: Int
  private let isVerbatim: Bool
  private let elapsed: @Sendable () -> Duration

  init(
    _ interaction: RecordedInteraction,
    recorder: Recorder,
    limit: Int,
    clock: some Clock<Duration>,
    isVerbatim: Bool
  ) {
    state = Mutex(State(interaction: interaction))
    (self.recorder, self.limit, self.isVerbatim) = (recorder, limit, isVerbatim)
    let start = clock.now
    elapsed = { start.duration(to: clock.now) }
  }

  func take(_ sent: AnswerPiece) {
    let time = elapsed()
    state.withLock { state in
      switch sent {
      case .head(let status, let contentType):
        (state.interaction.status, state.interaction.contentType) = (status, contentType)
        state.isStream = VerbatimAnswer.isStream(status: status, contentType: contentType)
      case .bytes(let bytes):
        state.size += bytes.count
        guard state.size <= limit else { return }
        if state.isStream {
          for event in state.parser.take(bytes) { state.close(event.bytes, at: time) }
        } else {
          state.whole += bytes
        }
      case .end:
        guard state.size <= limit else { return recorder.tellTooLarge(state.interaction, limit: limit) }
        if !state.isStream {
          state.close(state.whole, at: time)
        } else if let event = state.parser.finish() {
          state.close(event.bytes, at: time)
        }
        guard isVerbatim || state.interaction.isOfModel else { return }
        recorder.add(state.interaction)
      }
    }
  }
}

extension RecordedInteraction {
  /// Whether it is an answer of the model's, and not a refusal of our own: a replay would make that one.
  fileprivate var isOfModel: Bool {
    status == 200 || String(decoding: pieces.flatMap(\.bytes), as: UTF8.self).contains(Status.upstreamRefusal)
  }
}
