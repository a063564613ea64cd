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
    var index = text.startIndex
    while index < text.endIndex {
      let (isBlank, next) = character(of: text, at: index)
      if !isInBlank, isBlank { count += 1 }
      if (!isInBlank && isBlank && count >= words) || characters >= mostCharacters {
        pieces.append(String(text[start..<index]))
        (start, count, characters) = (index, 0, 0)
      }
      isInBlank = isBlank
      characters += 1
      index = next
    }
    if start < text.endIndex { pieces.append(String(text[start...])) }
    return pieces
  }

  /// Whether the character at an index is a blank, and where the next one begins.
  private static func character(of text: String, at index: String.Index) -> (isBlank: Bool, next: String.Index) {
    let bytes = text.utf8
    let (byte, next) = (bytes[index], bytes.index(after: index))
    // Two bytes of ASCII are two characters, but for a line end; most texts need no more than that to be told.
    guard byte < 0x80, byte != UInt8(ascii: "\r"), next == bytes.endIndex || bytes[next] < 0x80 else {
      return (text[index].isWhitespace, text.index(after: index))
    }
    return (byte == UInt8(ascii: " ") || (0x09...0x0D).contains(byte), next)
  }
}
