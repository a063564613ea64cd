import Foundation
import GeminiAPI

extension Upstream {
  /// The most bytes of an answer that is compared.
  private static let maximumSize = 64 << 20

  /// Asks again what was asked when an interaction was recorded.
  ///
  /// - Parameter interaction: Says what.
  /// - Returns: The same question with the answer of now.
  /// - Throws: Where there is none.
  package func askAgain(_ interaction: RecordedInteraction) async throws(RecordingError) -> RecordedInteraction {
    var answer = interaction
    answer.pieces = []
    var size = 0
    let target = interaction.path + (interaction.query.isEmpty ? "" : "?\(interaction.query)")
    let events = send(
      method: interaction.method,
      target: target,
      headers: [("Content-Type", "application/json")],
      body: interaction.body.json(pretty: false)
    )
    do {
      for try await event in events {
        switch event {
        case .head(let status, let contentType): (answer.status, answer.contentType) = (status, contentType)
        case .bytes(let bytes):
          size += bytes.count
          guard size <= Self.maximumSize else {
            throw RecordingError("the answer is larger than \(Self.maximumSize) bytes")
          }
          answer.pieces.append(RecordedInteraction.Piece(wait: .zero, bytes: bytes))
        }
      }
    } catch let error as RecordingError {
      throw error
    } catch {
      throw RecordingError("the upstream cannot be reached: \(error.localizedDescription)")
    }
    return answer
  }
}
