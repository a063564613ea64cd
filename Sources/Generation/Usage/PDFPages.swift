import GeminiAPI

/// Counts the pages of a PDF without reading it as one.
enum PDFPages {
  /// Bytes of an ordinary page, for files whose objects are compressed, so that their pages cannot be seen.
  private static let ordinaryPageSize = 50_000

  /// Bytes a page's mark may have, blanks between its two names included.
  private static let longestMark = 64

  /// Counts page objects (ISO 32000-1 §7.7.3.3: `/Type /Page`), else guesses by the size.
  ///
  /// - Parameter bytes: The file.
  /// - Returns: One or more.
  static func count(in bytes: BlobBytes) -> Int {
    var pages = 0
    var open: [UInt8] = []
    bytes.forEachPiece { piece in
      // A mark may be cut between two pieces, so the end of each is looked at again with the next.
      open += piece
      pages += marks(in: open, startingBefore: open.count - longestMark)
      open = Array(open.suffix(longestMark))
    }
    pages += marks(in: open, startingBefore: open.count)
    return pages > 0 ? pages : max(1, bytes.count / ordinaryPageSize)
  }

  private static func marks(in bytes: [UInt8], startingBefore end: Int) -> Int {
    var pages = 0
    var rest = bytes[...]
    while let mark = rest.firstIndex(of: UInt8(ascii: "/")), mark < end {
      rest = rest[mark...].dropFirst()
      guard rest.starts(with: "Type".utf8) else { continue }
      let value = rest.dropFirst(4).drop { [0, 9, 10, 12, 13, 32].contains($0) }
      guard value.starts(with: "/Page".utf8) else { continue }
      // `/Pages` is a node of the tree that holds them.
      if value.dropFirst(5).first != UInt8(ascii: "s") { pages += 1 }
    }
    return pages
  }
}
