import GeminiAPI
import HTTPServer
import ModelBackends
import Synchronization

/// Tells whoever writes an answer down what it says in the Gemini API's own form: its client gets it in another.
final class TranslatedWatch: AnswerWatch {
  private let observer = Mutex<(@Sendable (AnswerPiece) -> Void)?>(nil)

  func follow(_ observer: @escaping @Sendable (AnswerPiece) -> Void) { self.observer.withLock { $0 = observer } }

  /// A whole answer.
  func tell(_ answer: @autoclosure () -> GenerateContentResponse) {
    tell { [.head(status: 200, contentType: ServiceHeaders.json), .bytes(answer().json(pretty: true)), .end] }
  }

  /// A chunk of a stream.
  func tell(_ chunk: GenerateContentResponse, isFirst: Bool) {
    tell {
      (isFirst ? [.head(status: 200, contentType: ServiceHeaders.eventStream)] : [])
        + [.bytes(SSEParser.frame(chunk.json(pretty: false)))]
    }
  }

  /// The end of a stream.
  func tellEnd() { tell { [.end] } }

  /// An error in the place of an answer.
  func tell(_ error: Status) {
    tell {
      [.head(status: error.httpStatus, contentType: ServiceHeaders.json), .bytes(error.json(pretty: true)), .end]
    }
  }

  /// An error amid a stream.
  func tell(late error: Status) { tell { [.bytes(error.json(pretty: true)), .end] } }

  private func tell(_ pieces: () -> [AnswerPiece]) {
    guard let observer = observer.withLock({ $0 }) else { return }
    for piece in pieces() { observer(piece) }
  }
}
