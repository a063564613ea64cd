import CSentencePiece
import FoundationEssentials

/// Counts tokens with a SentencePiece model, for example Gemma's, which is close to Gemini's tokenizer.
package final class SentencePieceTokenizer: Sendable {
  /// In bytes; Gemma's model has 5 MB.
  private static let maximumFileSize = 64 << 20
  /// In bytes: longer texts are counted in pieces, because the library needs some hundred times their memory.
  private static let pieceSize = 1 << 16

  /// The library's model is immutable after it is made, and any number of threads may call its functions.
  nonisolated(unsafe) let model: OpaquePointer

  /// Reads a model.
  ///
  /// - Parameter path: A SentencePiece model file (`*.model`, `*.spiece.model`).
  /// - Throws: Why the file is not one.
  package init(file path: String) throws(TokenizerError) {
    guard let size = try? FileManager.default.attributesOfItem(atPath: path)[.size] as? UInt64 else {
      throw TokenizerError(message: "\(path) cannot be read.")
    }
    guard size <= Self.maximumFileSize else {
      throw TokenizerError(
        message: "\(path) is larger than \(Self.maximumFileSize) bytes, so it is not a SentencePiece model."
      )
    }
    guard let bytes = FileManager.default.contents(atPath: path) else {
      throw TokenizerError(message: "\(path) cannot be read.")
    }
    var message = [CChar](repeating: 0, count: 256)
    let made = bytes.withUnsafeBytes { bytes in
      sentence_piece_model_make(bytes.bindMemory(to: CChar.self).baseAddress, bytes.count, &message, message.count)
    }
    guard let made else {
      let reason = message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
      let text = String(decoding: reason, as: UTF8.self)
      throw TokenizerError(message: "\(path) is not a SentencePiece model\(text.isEmpty ? "" : " (\(text))").")
    }
    model = made
  }

  deinit {
    sentence_piece_model_free(model)
  }

  /// Counts a whole text.
  ///
  /// - Parameter bytes: UTF-8, or any bytes of a file that is read as text.
  /// - Returns: The tokens; nil if the library ran out of memory.
  package func tokens(in bytes: UnsafeBufferPointer<UInt8>) -> Int? {
    var rest = bytes[...]
    var count = 0
    while !rest.isEmpty {
      let piece = UnsafeBufferPointer(rebasing: rest.prefix(Self.length(ofPieceIn: rest)))
      let tokens = piece.withMemoryRebound(to: CChar.self) {
        sentence_piece_model_count(model, $0.baseAddress, $0.count)
      }
      guard tokens >= 0 else { return nil }
      count += tokens
      rest = rest.dropFirst(piece.count)
    }
    return count
  }

  /// Cuts after a line end, otherwise before a blank or at least between two characters, so that few tokens are cut.
  static func length(ofPieceIn rest: Slice<UnsafeBufferPointer<UInt8>>) -> Int {
    guard rest.count > pieceSize else { return rest.count }
    let piece = rest.prefix(pieceSize)
    if let end = piece.lastIndex(of: UInt8(ascii: "\n")) { return end - rest.startIndex + 1 }
    if let blank = piece.lastIndex(of: UInt8(ascii: " ")), blank > rest.startIndex { return blank - rest.startIndex }
    let character = piece.lastIndex { $0 & 0xC0 != 0x80 } ?? piece.endIndex
    return character > rest.startIndex ? character - rest.startIndex : pieceSize
  }
}

/// Why a tokenizer is unavailable.
package struct TokenizerError: Error, CustomStringConvertible {
  package let message: String

  package var description: String { message }
}
