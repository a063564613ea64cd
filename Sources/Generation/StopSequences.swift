import GeminiAPI

/// Looks for stop sequences in a text that comes in pieces.
///
/// Pieces whose end may be the beginning of a sequence are held back until that is decided, so no more than the longest
/// sequence waits, and pieces go out as they came. By Knuth, Morris and Pratt, whose time grows with the sum of the lengths:
/// both texts may come from a stranger.
struct StopSequences {
  private struct Search {
    let wanted: [UInt8]
    /// Of each beginning, how much of its end is a beginning too.
    let borders: [Int]
    var matched = 0
    /// Where the sequence was found first.
    var found: Int?

    init(_ text: String) {
      wanted = Array(text.utf8)
      var borders = [0]
      var matched = 0
      for byte in wanted.dropFirst() {
        while matched > 0, wanted[matched] != byte { matched = borders[matched - 1] }
        if wanted[matched] == byte { matched += 1 }
        borders.append(matched)
      }
      self.borders = borders
    }

    mutating func take(_ byte: UInt8, at offset: Int) {
      guard found == nil else { return }
      while matched > 0, wanted[matched] != byte { matched = borders[matched - 1] }
      if wanted[matched] == byte { matched += 1 }
      if matched == wanted.count { found = offset + 1 - matched }
    }
  }

  /// What of a text may be said.
  struct Said {
    var pieces: [String]
    /// Whether a sequence follows them, which ends all.
    var isStopped: Bool
  }

  private let fresh: [Search]
  private var searches: [Search]
  private var held: ArraySlice<String> = []
  /// Of the text so far, in bytes; what is held back counts.
  private var count = 0
  private var heldCount = 0

  /// - Parameter sequences: None of them empty; an empty one is left out.
  init(_ sequences: [String]) {
    fresh = sequences.filter { !$0.isEmpty }.map(Search.init)
    searches = fresh
  }

  /// Takes the next piece.
  mutating func take(_ text: String) -> Said {
    guard !searches.isEmpty else { return Said(pieces: [text], isStopped: false) }
    for byte in text.utf8 {
      for index in searches.indices { searches[index].take(byte, at: count) }
      count += 1
    }
    held.append(text)
    heldCount += text.utf8.count
    let found = searches.compactMap(\.found).min()
    let open = searches.filter { $0.found == nil && $0.matched > 0 }.map { count - $0.matched }.min()
    // An earlier beginning may still become a sequence, which then counts.
    if let found, open.map({ found <= $0 }) ?? true { return stopped(at: found) }
    guard found == nil else { return Said(pieces: [], isStopped: false) }
    guard let open else { return Said(pieces: release(), isStopped: false) }
    var pieces: [String] = []
    while let first = held.first, count - heldCount + first.utf8.count <= open {
      held.removeFirst()
      pieces.append(first)
      heldCount -= first.utf8.count
    }
    return Said(pieces: pieces, isStopped: false)
  }

  /// Ends the text: what follows is something else.
  mutating func end() -> Said {
    if let found = searches.compactMap(\.found).min() { return stopped(at: found) }
    defer { (searches, count) = (fresh, 0) }
    return Said(pieces: release(), isStopped: false)
  }

  private mutating func stopped(at found: Int) -> Said {
    var left = found - (count - heldCount)
    var pieces: [String] = []
    for piece in release() where left > 0 {
      pieces.append(String(piece.prefix(bytes: left)))
      left -= piece.utf8.count
    }
    return Said(pieces: pieces, isStopped: true)
  }

  private mutating func release() -> [String] {
    heldCount = 0
    defer { held = [] }
    return Array(held)
  }
}
