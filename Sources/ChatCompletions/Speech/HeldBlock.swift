/// A fenced block that is held back until it is whole.
struct HeldFence: Sendable {
  enum Step {
    case inside
    /// The last byte belongs to the closing line.
    case closed
    /// It is neither code nor a call.
    case impossible
  }

  let tag: SpeechForms.FenceTag
  /// The lines, for whoever shows it.
  private(set) var lines: FenceLines
  /// Where its first line begins among the bytes held back, and its last one.
  private let start: Int
  private var lineStart: Int
  /// Where a line begins that closes it, but for the quotes around it; those may be a mistake.
  private(set) var quotedClosing: Int?
  /// Decides of JSON; nil once it has.
  private var head: CallHead?
  private var quotes: QuoteScanner?

  init(_ tag: SpeechForms.FenceTag, _ lines: FenceLines, start: Int, offered: OfferedFunctions, mayBeCode: Bool) {
    (self.tag, self.lines, self.start, lineStart) = (tag, lines, start, start)
    if mayBeCode { quotes = QuoteScanner(.python) } else { head = CallHead(offered) }
  }

  /// Takes the next byte.
  ///
  /// - Parameters:
  ///   - byte: The byte, which is held back already.
  ///   - end: Where it stands among the bytes held back.
  /// - Returns: What the block is with it.
  mutating func take(_ byte: UInt8, at end: Int) -> Step {
    let step = lines.take(byte)
    let isQuoted = quotes?.isInLongString ?? false
    quotes?.take(byte)
    if byte == .lineFeed { lineStart = end + 1 }
    if case .marked = step {
      guard isQuoted else { return .closed }
      quotedClosing = quotedClosing ?? lineStart
    }
    switch head?.take(byte) {
    case .impossible: return .impossible
    case .plausible: head = nil
    case .undecided, nil: break
    }
    return .inside
  }

  /// What is in it, once it is closed.
  var closedContent: Range<Int> { start..<lineStart }

  /// What is in it where no line closes it.
  ///
  /// - Parameter end: How many bytes are held back.
  /// - Returns: Its place among them.
  func openContent(_ end: Int) -> Range<Int> { start..<(quotedClosing ?? end) }
}

/// Words within a frame that are held back until it is closed.
struct HeldFrame: Sendable {
  let frame: SpeechForms.Frame
  let start: Int

  /// What is in it; nil as long as nothing closes it.
  ///
  /// Models close a frame with its opening too, which is then the opening of the next one.
  func content(of held: [UInt8]) -> (body: Range<Int>, isReopened: Bool)? {
    guard let last = held.last else { return nil }
    for closing in frame.closings + (frame.isNamed ? [] : [frame.opening]) {
      guard closing.last == last, held.count - start >= closing.count, held.suffix(closing.count) == closing[...] else {
        continue
      }
      return (start..<held.count - closing.count, closing == frame.opening)
    }
    return nil
  }
}
