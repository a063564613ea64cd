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
}
