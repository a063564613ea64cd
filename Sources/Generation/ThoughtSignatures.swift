import GeminiAPI

/// Makes the signatures of one response: bytes that look random, and that clients send back unread.
///
/// Nothing of ours reads them. They follow from the response's id, so that making them needs no source of randomness.
struct ThoughtSignatures: Hashable, Sendable {
  /// A message whose first field holds 50 bytes, twice wrapped, as recorded signatures begin.
  private static let head: [UInt8] = [0x12, 0x34, 0x0a, 0x32]
  private static let byteCount = 50

  private var state: UInt64
  private var hasSignedCall = false

  init(responseId: String) {
    // FNV-1a
    state = responseId.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  }

  mutating func next() -> [UInt8] {
    var bytes = Self.head
    while bytes.count < Self.head.count + Self.byteCount {
      // SplitMix64
      state &+= 0x9e37_79b9_7f4a_7c15
      var mixed = (state ^ state >> 30) &* 0xbf58_476d_1ce4_e5b9
      mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
      bytes.append(UInt8(truncatingIfNeeded: mixed ^ mixed >> 31))
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
