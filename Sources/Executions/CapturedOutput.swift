import SandboxProtocol

/// The output of one stream: all of it up to the cap, otherwise its beginning and end, and how much was between them.
package struct CapturedOutput: Sendable, Hashable {
  /// The beginning; the whole output if it is at most half the cap.
  private var head: [UInt8]
  /// The bytes after it: a ring once it is full, whose oldest byte is at `ringStart`.
  private var ring: [UInt8]
  private var ringStart = 0
  /// How many bytes between the two were dropped.
  private var droppedByteCount: Int

  /// - Parameters:
  ///   - head: The beginning.
  ///   - tail: The end, if the output was cut.
  ///   - droppedByteCount: How many bytes were between them.
  package init(head: [UInt8] = [], tail: [UInt8] = [], droppedByteCount: Int = 0) {
    self.head = head
    ring = tail
    self.droppedByteCount = droppedByteCount
  }

  /// Whether nothing was written.
  package var isEmpty: Bool { head.isEmpty && ring.isEmpty && droppedByteCount == 0 }

  /// Keeps what fits and, beyond that, the newest half of it; each byte costs the same, however many there are.
  /// - Parameters:
  ///   - new: Bytes just read.
  ///   - limit: The cap in bytes, the same at each call.
  package mutating func append(_ new: [UInt8], limit: Int) {
    let ringLimit = limit / 2
    var rest = new[...]
    let room = limit - ringLimit - head.count
    if room > 0 {
      head.append(contentsOf: rest.prefix(room))
      rest = rest.dropFirst(room)
    }
    guard !rest.isEmpty else { return }
    if rest.count >= ringLimit {
      droppedByteCount += ring.count + rest.count - ringLimit
      ring = Array(rest.suffix(ringLimit))
      ringStart = 0
      return
    }
    let growth = ringLimit - ring.count
    if growth > 0 {
      ring.append(contentsOf: rest.prefix(growth))
      rest = rest.dropFirst(growth)
    }
    droppedByteCount += rest.count
    while !rest.isEmpty {
      let count = min(rest.count, ring.count - ringStart)
      ring.replaceSubrange(ringStart..<ringStart + count, with: rest.prefix(count))
      ringStart = (ringStart + count) % ring.count
      rest = rest.dropFirst(count)
    }
  }

  /// The kept bytes, cut between characters of UTF-8.
  private var parts: (head: ArraySlice<UInt8>, tail: ArraySlice<UInt8>, leftOut: Int) {
    guard droppedByteCount > 0 else { return ((ring.isEmpty ? head : head + ring)[...], [], 0) }
    let tail = ring[ringStart...] + ring[..<ringStart]
    let unfinished = ByteCut.unfinishedByteCount(head)
    let continued = tail.isEmpty ? 0 : ByteCut.continuedByteCount(tail)
    return (head.dropLast(unfinished), tail.dropFirst(continued), droppedByteCount + unfinished + continued)
  }

  /// Only what the program wrote; if it was cut, the end begins on a line of its own.
  package var bytes: [UInt8] {
    let (head, tail, _) = parts
    return Array(tail.isEmpty ? head : head + Self.lineEnd(after: head) + tail)
  }

  /// The same as text; bytes that are not UTF-8 become U+FFFD.
  package var text: String { String(decoding: bytes, as: UTF8.self) }

  /// The text as it is shown: if it was cut, a line there says how much is missing.
  package var shown: String {
    let (head, tail, leftOut) = parts
    let text = String(decoding: head, as: UTF8.self)
    guard let notice = Self.notice(leftOut) else { return text }
    let cut = text + String(decoding: Self.lineEnd(after: head), as: UTF8.self) + notice
    return tail.isEmpty ? cut : cut + "\n" + String(decoding: tail, as: UTF8.self)
  }

  /// The line at the place where the output was cut; nil if it was not.
  package var notice: String? { Self.notice(parts.leftOut) }

  /// Whether that line is the last one shown.
  package var endsWithNotice: Bool { droppedByteCount > 0 && parts.tail.isEmpty }

  private static func notice(_ leftOut: Int) -> String? {
    leftOut > 0 ? "[\(leftOut) bytes of output were left out]" : nil
  }

  private static func lineEnd(after bytes: ArraySlice<UInt8>) -> [UInt8] {
    bytes.isEmpty || bytes.last == UInt8(ascii: "\n") ? [] : [UInt8(ascii: "\n")]
  }
}
