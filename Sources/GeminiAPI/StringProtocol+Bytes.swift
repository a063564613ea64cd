extension StringProtocol {
  /// The beginning of the text.
  ///
  /// Limits are in bytes: one character may have any number of them.
  /// - Parameter limit: The most bytes of UTF-8; the cut stands between two Unicode scalars.
  /// - Returns: The text itself where it is no longer.
  package func prefix(bytes limit: Int) -> SubSequence {
    guard let end = utf8.index(startIndex, offsetBy: Swift.max(0, limit), limitedBy: endIndex) else { return self[...] }
    // An index within a scalar is rounded down to its beginning.
    return self[..<end]
  }

  /// The end of the text.
  ///
  /// - Parameter limit: The most bytes of UTF-8; the cut stands between two Unicode scalars.
  /// - Returns: The text itself where it is no longer.
  package func suffix(bytes limit: Int) -> SubSequence {
    guard var start = utf8.index(endIndex, offsetBy: -Swift.max(0, limit), limitedBy: startIndex) else {
      return self[...]
    }
    // An index within a scalar would be rounded down to its beginning, and the end be longer.
    while start < endIndex, utf8[start] & 0xC0 == 0x80 { start = utf8.index(after: start) }
    return self[start...]
  }
}
