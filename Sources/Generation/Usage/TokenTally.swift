package import GeminiAPI

/// Token counts by kind of content.
package struct TokenTally: Hashable, Sendable {
  package var text = 0
  package var image = 0
  package var video = 0
  package var audio = 0
  package var document = 0

  package init() {}

  package var total: Int { text + image + video + audio + document }

  /// The kinds that occur, in the order the API lists them.
  package var details: [ModalityTokenCount] {
    var details: [ModalityTokenCount] = []
    if text > 0 { details.append(ModalityTokenCount(modality: .text, tokenCount: text)) }
    if image > 0 { details.append(ModalityTokenCount(modality: .image, tokenCount: image)) }
    if video > 0 { details.append(ModalityTokenCount(modality: .video, tokenCount: video)) }
    if audio > 0 { details.append(ModalityTokenCount(modality: .audio, tokenCount: audio)) }
    if document > 0 { details.append(ModalityTokenCount(modality: .document, tokenCount: document)) }
    return details
  }

  package static func += (tally: inout TokenTally, other: TokenTally) {
    tally.text += other.text
    tally.image += other.image
    tally.video += other.video
    tally.audio += other.audio
    tally.document += other.document
  }
}
