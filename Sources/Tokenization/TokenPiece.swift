import CSentencePiece

/// One token of a text.
package struct TokenPiece: Hashable, Sendable {
  /// Its number in the vocabulary.
  package var id: Int
  /// Its place in the text's UTF-8.
  ///
  /// The tokens of a text follow one another without a gap, from its first byte to its last.
  package var bytes: Range<Int>

  package init(id: Int, bytes: Range<Int>) {
    self.id = id
    self.bytes = bytes
  }
}

extension SentencePieceTokenizer {
  /// Cuts a whole text into the tokens that `tokens(in:)` counts.
  ///
  /// - Parameter bytes: UTF-8.
  /// - Returns: The tokens with the model's own ids; nil if the library ran out of memory.
  package func pieces(of bytes: UnsafeBufferPointer<UInt8>) -> [TokenPiece]? {
    var pieces: [TokenPiece] = []
    var start = 0
    while start < bytes.count {
      let length = Self.length(ofPieceIn: bytes[start...])
      let text = UnsafeBufferPointer(rebasing: bytes[start..<start + length])
      guard let (ids, ends) = encoded(text) else { return nil }
      var last = start
      for (index, id) in ids.enumerated() {
        // Blanks that the model skips belong to the token after them, those at the end to the last.
        let end = index == ids.count - 1 ? start + length : max(last, start + min(ends[index], length))
        pieces.append(TokenPiece(id: Int(id), bytes: last..<end))
        last = end
      }
      start += length
    }
    return pieces
  }

  private func encoded(_ text: UnsafeBufferPointer<UInt8>) -> (ids: [UInt32], ends: [Int])? {
    // A character may become more tokens than it has bytes if the model splits it: then the library is called again.
    var capacity = text.count + 1
    for _ in 0..<2 {
      var ids = [UInt32](repeating: 0, count: capacity)
      var ends = [Int](repeating: 0, count: capacity)
      let count = text.withMemoryRebound(to: CChar.self) {
        sentence_piece_model_encode(model, $0.baseAddress, $0.count, &ids, &ends, capacity)
      }
      guard count >= 0 else { return nil }
      if count <= capacity { return (Array(ids.prefix(count)), Array(ends.prefix(count))) }
      capacity = count
    }
    return nil
  }
}

extension TextTokenCounter {
  /// The size of the vocabulary that ids are drawn from, which is Gemma 3's.
  private static let vocabularySize: UInt64 = 262_144

  /// Cuts a whole text into the tokens that `tokens(in:)` counts.
  ///
  /// There is no vocabulary: an id is a hash of the token's bytes, the same in every text.
  /// - Parameter bytes: UTF-8.
  /// - Returns: The tokens.
  package static func pieces(of bytes: UnsafeBufferPointer<UInt8>) -> [TokenPiece] {
    var starts = Self.starts(in: bytes)
    starts.append(bytes.count)
    return zip(starts, starts.dropFirst()).map { start, end in
      TokenPiece(id: Int(hash(bytes[start..<end]) % vocabularySize), bytes: start..<end)
    }
  }

  /// FNV-1a.
  private static func hash(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> UInt64 {
    bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }
}
