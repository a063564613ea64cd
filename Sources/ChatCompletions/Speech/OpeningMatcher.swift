/// Tells from its first bytes what a stretch of text may be, other than text.
struct OpeningMatcher: Sendable {
  enum Verdict {
    case undecided, none
    /// The place of a frame in `SpeechForms.frames`; beyond them, of a mark that says nothing.
    case frame(Int)
    /// JSON that may be a call.
    case object
    case fence(SpeechForms.FenceTag, FenceLines, isInline: Bool)
    /// A fence whose opening line goes on.
    case shown(FenceLines)
  }

  private static let marks = SpeechForms.frames.map(\.opening) + SpeechForms.strayClosings

  private var fence: FenceOpener?
  private var mark: MarkMatcher?
  private var head: CallHead?

  /// Nil where the byte begins nothing.
  ///
  /// - Parameters:
  ///   - first: The byte that comes first; the matcher takes it again.
  ///   - isAtLineStart: Whether only blanks stand before it in its line.
  ///   - offered: The functions that may be called.
  init?(first: UInt8, isAtLineStart: Bool, offered: OfferedFunctions) {
    switch first {
    case _ where FenceOpener.isMark(first):
      guard isAtLineStart else { return nil }
      fence = FenceOpener(mark: first)
    case UInt8(ascii: "<"): mark = MarkMatcher(Self.marks)
    case UInt8(ascii: "["): (mark, head) = (MarkMatcher(Self.marks), offered.isEmpty ? nil : CallHead(offered))
    case UInt8(ascii: "{"):
      guard !offered.isEmpty else { return nil }
      head = CallHead(offered)
    default: return nil
    }
  }

  mutating func take(_ byte: UInt8) -> Verdict {
    if fence != nil { return takeOfFence(byte) }
    switch mark?.take(byte) {
    case .found(let place): return .frame(place)
    case MarkMatcher.Verdict.none?: mark = nil
    case .undecided, nil: break
    }
    switch head?.take(byte) {
    case .plausible: return .object
    case .impossible: head = nil
    case .undecided, nil: break
    }
    return mark == nil && head == nil ? .none : .undecided
  }

  private mutating func takeOfFence(_ byte: UInt8) -> Verdict {
    guard var opener = fence.take() else { return .none }
    let verdict = opener.take(byte)
    switch verdict {
    case .undecided:
      fence = opener
      return .undecided
    case .none: return .none
    case .shown: return .shown(FenceLines(mark: opener.mark, length: opener.length, isInOpening: true))
    case .opened(let tag, let isInline):
      let lines = FenceLines(mark: opener.mark, length: opener.length, isInOpening: isInline)
      return .fence(tag, lines, isInline: isInline)
    }
  }
}
