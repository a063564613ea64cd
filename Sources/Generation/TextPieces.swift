/// Cuts a text into the pieces in which it is said.
enum TextPieces {
  /// Words of a piece where a script says nothing of its pace: about as many as the service puts into a chunk.
  static let usualWords = 25
  /// Characters after which a piece ends in any case, for texts that have no blanks.
  private static let mostCharacters = 400

  /// - Parameters:
  ///   - text: The text.
  ///   - words: Words of a piece, each with the blanks before it.
  /// - Returns: The pieces, together the text; one for a text of no more words, none for an empty one.
  static func cut(_ text: String, words: Int) -> [String] {
    var pieces: [String] = []
    var start = text.startIndex
    var count = 0
    var characters = 0
    var isInBlank = true
    for index in text.indices {
      let isBlank = text[index].isWhitespace
      if !isInBlank, isBlank { count += 1 }
      if (!isInBlank && isBlank && count >= words) || characters >= mostCharacters {
        pieces.append(String(text[start..<index]))
        (start, count, characters) = (index, 0, 0)
      }
      isInBlank = isBlank
      characters += 1
    }
    if start < text.endIndex { pieces.append(String(text[start...])) }
    return pieces
  }
}
