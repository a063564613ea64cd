/// Follows the lines of a fenced block up to the one that closes it.
struct FenceLines: Sendable {
  enum Step {
    case inside
    /// A line began with as many marks as the fence has.
    case marked
    /// That line is over, and nothing else stood in it.
    case closed
    /// The opening line was not one.
    case noFence
  }

  private enum Place {
    case opening, margin, inside
    case marks(Int)
    case behindMarks
  }

  let mark: UInt8
  private let length: Int
  private var place: Place

  /// - Parameters:
  ///   - mark: What the fence consists of.
  ///   - length: How many of them.
  ///   - isInOpening: Whether the opening line is not over yet.
  init(mark: UInt8, length: Int, isInOpening: Bool) {
    (self.mark, self.length) = (mark, length)
    place = isInOpening ? .opening : .margin
  }

  mutating func take(_ byte: UInt8) -> Step {
    if byte == .lineFeed {
      defer { place = .margin }
      if case .behindMarks = place { return .closed }
      return .inside
    }
    switch place {
    case .opening: return byte == .backtick && mark == .backtick ? .noFence : .inside
    case .margin where byte == mark: return takeMark(1)
    case .margin: if !byte.isBlank { place = .inside }
    case .marks(let count) where byte == mark: return takeMark(count + 1)
    case .marks: place = .inside
    case .behindMarks: if !byte.isBlank, byte != mark { place = .inside }
    case .inside: break
    }
    return .inside
  }

  private mutating func takeMark(_ count: Int) -> Step {
    place = count < length ? .marks(count) : .behindMarks
    return count < length ? .inside : .marked
  }
}
