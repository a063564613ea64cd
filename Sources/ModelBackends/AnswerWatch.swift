/// Where a backend hears what leaves as the answer to one request, to write it down.
package protocol AnswerWatch: Sendable {
  /// Says who is told what goes out from here on.
  func follow(_ observer: @escaping @Sendable (AnswerPiece) -> Void)
}

/// A piece of an answer as it leaves.
package enum AnswerPiece: Sendable {
  case head(status: Int, contentType: String)
  case bytes([UInt8])
  /// Comes before the last bytes leave: whoever has read them may ask what came of it.
  case end
}
