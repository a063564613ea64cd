import GeminiAPI

/// Where an entry stands in a list that shows the newest first, by age and then by id.
struct PagePosition: Hashable, Sendable {
  var microseconds: Int
  var id: String
}

extension PagePosition {
  init(_ created: Timestamp, _ id: String) {
    self.init(microseconds: created.microseconds, id: id)
  }

  init?(token: String) {
    guard let dot = token.firstIndex(of: "."), let microseconds = Int(token[..<dot]) else { return nil }
    self.init(microseconds: microseconds, id: String(token[token.index(after: dot)...]))
  }

  var token: String { "\(microseconds).\(id)" }

  /// Cuts a page off what was found, which is one entry more than the page may have where others follow.
  ///
  /// - Parameters:
  ///   - found: The entries, the newest first.
  ///   - size: The most entries of the page.
  ///   - position: Where an entry stands.
  /// - Returns: The page, and the token of the next one; nil for the last.
  static func page<Entry>(
    of found: [Entry],
    size: Int,
    by position: (Entry) -> PagePosition
  ) -> (entries: ArraySlice<Entry>, nextToken: String?) {
    let page = found.prefix(size)
    return (page, found.count > size ? page.last.map { position($0).token } : nil)
  }

  /// Where a page begins.
  ///
  /// - Parameters:
  ///   - token: Where the page before ended; nil for the first.
  ///   - method: The proto name of the request, for the error.
  /// - Returns: A position that what is newer comes before.
  /// - Throws: `INVALID_ARGUMENT` for a token that no page gave.
  static func start(_ token: String?, method: String) throws(Status) -> PagePosition {
    guard let token else { return PagePosition(microseconds: .max, id: "") }
    guard let position = PagePosition(token: token) else {
      throw .invalidArgument("* \(method).page_token: Invalid page token.")
    }
    return position
  }
}
