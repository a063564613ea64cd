/// Reads the opening line of a fenced block.
struct FenceOpener: Sendable {
  enum Verdict {
    case undecided
    /// The line is not the opening of a fence.
    case none
    /// A fence of another language, perhaps: its opening line goes on.
    case shown
    /// The line is over, or the byte is the first of a call.
    case opened(SpeechForms.FenceTag, isInline: Bool)
  }

  private enum Place { case marks, gap, tag, rest }

  /// The longest opening line that is held back, in bytes.
  private static let maximumBytes = 256
  /// The fewest marks that are a fence.
  private static let fewestMarks = 3

  let mark: UInt8
  private(set) var length = 0
  private var place = Place.marks
  private var tag: [UInt8] = []
  private var count = 0

  /// - Parameter mark: A backtick or a tilde, of which the fence consists.
  init(mark: UInt8) { self.mark = mark }

  static func isMark(_ byte: UInt8) -> Bool { byte == .backtick || byte == UInt8(ascii: "~") }

  mutating func take(_ byte: UInt8) -> Verdict {
    count += 1
    guard count <= Self.maximumBytes else { return .none }
    if case .marks = place {
      if byte == mark {
        length += 1
        return .undecided
      }
      guard length >= Self.fewestMarks else { return .none }
      place = .gap
    }
    if byte == mark, mark == .backtick { return .none }
    if byte == .lineFeed { return opened(isInline: false) }
    let beginsCall = byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[")
    if beginsCall, SpeechForms.fences[tag.string] != .code { return opened(isInline: true) }
    switch place {
    case .gap, .marks:
      if byte.isBlank { return .undecided }
      place = .tag
      return addToTag(byte)
    case .tag:
      guard byte.isBlank else { return addToTag(byte) }
      place = .rest
      return SpeechForms.fences[tag.string] == nil ? .shown : .undecided
    case .rest: return .undecided
    }
  }

  private mutating func addToTag(_ byte: UInt8) -> Verdict {
    tag.append(byte.lowercased)
    return SpeechForms.fences.keys.contains { $0.utf8.starts(with: tag) } ? .undecided : .shown
  }

  private func opened(isInline: Bool) -> Verdict {
    if tag.isEmpty { return .opened(.untagged, isInline: isInline) }
    return SpeechForms.fences[tag.string].map { .opened($0, isInline: isInline) } ?? .shown
  }
}
