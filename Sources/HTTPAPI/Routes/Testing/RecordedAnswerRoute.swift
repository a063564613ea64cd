import GeminiAPI
import HTTPServer
import ModelBackends
import Recording
import Synchronization
import TelemetryNames

/// Answers a request by a route of ours, and writes down what goes out.
///
/// Refusals of our own are not: they are not answers of the model's, and a replay would make them ones.
struct RecordedAnswerRoute: Route {
  let answer: any Route
  let recorder: Recorder?

  var name: RouteName { answer.name }
  var bodyLimit: Int? { answer.bodyLimit }

  func respond(to request: IncomingRequest, body: [UInt8], sink: ResponseSink) async throws {
    let answered = AnswerInTheMaking(RecordedInteraction(request, body: try JSONBody.object(body)), recorder)
    sink.observe(answered.take)
    do {
      try await answer.respond(to: request, body: body, sink: sink)
    } catch let status as Status where sink.status == nil {
      let type = request.exchange.errorContentType
      try await sink.send(status, contentType: type, body: status.json(pretty: true))
    }
  }
}

/// What of an answer has gone out.
private final class AnswerInTheMaking: Sendable {
  private struct State {
    var interaction: RecordedInteraction
    var last = ContinuousClock.now
  }

  private let state: Mutex<State>
  private let recorder: Recorder?

  init(_ interaction: RecordedInteraction, _ recorder: Recorder?) {
    state = Mutex(State(interaction: interaction))
    self.recorder = recorder
  }

  func take(_ sent: ResponseSink.Sent) {
    let now = ContinuousClock.now
    state.withLock { state in
      switch sent {
      case .head(let status, let contentType):
        (state.interaction.status, state.interaction.contentType) = (status, contentType)
      case .bytes(let bytes):
        state.interaction.pieces.append(RecordedInteraction.Piece(wait: now - state.last, bytes: bytes))
        state.last = now
      case .end:
        guard state.interaction.status == 200 || state.interaction.tellsRefusal else { return }
        recorder?.add(state.interaction)
      }
    }
  }
}

extension RecordedInteraction {
  fileprivate var tellsRefusal: Bool {
    String(decoding: pieces.flatMap(\.bytes), as: UTF8.self).contains(Status.upstreamRefusal)
  }
}
