import GeminiAPI
import Storage

/// The position of an entry in a list with the newest first, by age and then by id.
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

  /// Cuts a page off the entries found, which are one more than the page may have if others follow.
  ///
  /// - Parameters:
  ///   - found: The entries, the newest first.
  ///   - size: The most entries of the page.
  ///   - position: Gives the position of an entry.
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
  ///   - token: The end of the page before; nil for the first.
  ///   - list: What is listed.
  /// - Returns: The position that the page follows.
  /// - Throws: `StorageError.badPageToken`.
  static func start(_ token: String?, of list: StoredList) throws(StorageError) -> PagePosition {
    guard let token else { return PagePosition(microseconds: .max, id: "") }
    guard let position = PagePosition(token: token) else {
      throw .badPageToken(list)
    }
    return position
  }
}
