import GeminiAPI

/// Makes the signatures of one response: bytes that look random, and that clients send back unread.
///
/// Nothing of ours reads them. They follow from the response's id, so that making them needs no source of randomness.
struct ThoughtSignatures: Hashable, Sendable {
  /// A message whose first field holds 50 bytes, twice wrapped, as recorded signatures begin.
  private static let head: [UInt8] = [0x12, 0x34, 0x0a, 0x32]
  private static let byteCount = 50

  private var random: SplitMix
  private var hasSignedCall = false

  init(responseId: String) {
    random = SplitMix(state: FNV(responseId).value)
  }

  mutating func next() -> [UInt8] {
    var bytes = Self.head
    while bytes.count < Self.head.count + Self.byteCount {
      bytes.append(UInt8(truncatingIfNeeded: random.next()))
    }
    return bytes
  }

  /// Signs what Gemini 3 signs: code, and of all calls of functions the first.
  mutating func signed(_ part: Part) -> Part {
    switch part.data {
    case .executableCode: break
    case .functionCall where !hasSignedCall: hasSignedCall = true
    default: return part
    }
    var part = part
    part.thoughtSignature = next()
    return part
  }
}
