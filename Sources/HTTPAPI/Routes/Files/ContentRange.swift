import GeminiAPI
import NIOHTTP1

/// Which bytes of a file a request brings, by `Content-Range`.
enum ContentRange: Hashable {
  /// `bytes 0-99/200`, or `bytes 0-99/*` while the client does not know how many there will be.
  case bytes(ClosedRange<Int>, total: Int?)
  /// `bytes */200`: none; how much has come?
  case query(total: Int?)
  /// Without the header, all of them.
  case whole

  /// Reads the header.
  ///
  /// - Parameter headers: The request's headers.
  /// - Throws: `INVALID_ARGUMENT` that says what it takes.
  init(_ headers: HTTPHeaders) throws(Status) {
    guard let text = headers.first(name: "content-range") else {
      self = .whole
      return
    }
    guard let range = Self.read(text) else {
      throw .invalidArgument(
        "Content-Range is '\(text.prefix(bytes: 60))'; it takes 'bytes FIRST-LAST/TOTAL', 'bytes FIRST-LAST/*' or "
          + "'bytes */TOTAL'."
      )
    }
    self = range
  }

  private static func read(_ text: String) -> ContentRange? {
    guard text.lowercased().hasPrefix("bytes ") else { return nil }
    let halves = text.dropFirst("bytes ".count).split(separator: "/", omittingEmptySubsequences: false)
    guard halves.count == 2 else { return nil }
    let total = number(halves[1])
    guard total != nil || halves[1] == "*" else { return nil }
    if halves[0] == "*" { return .query(total: total) }
    let ends = halves[0].split(separator: "-", omittingEmptySubsequences: false)
    guard ends.count == 2, let first = number(ends[0]), let last = number(ends[1]), first <= last,
      last < total ?? .max
    else { return nil }
    return .bytes(first...last, total: total)
  }

  private static func number(_ text: Substring) -> Int? {
    text.allSatisfy { $0.isASCII && $0.isNumber } ? Int(text) : nil
  }
}
