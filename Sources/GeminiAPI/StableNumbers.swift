/// Random numbers that a seed decides (SplitMix64, by Steele, Lea and Flood).
package struct SplitMix: RandomNumberGenerator, Hashable, Sendable {
  private var state: UInt64

  /// - Parameter state: The seed.
  package init(state: UInt64) {
    self.state = state
  }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

/// A hash that is the same in each run: FNV-1a of 64 bits (Fowler, Noll and Vo).
package struct FNV: Sendable {
  package private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

  package init() {}

  /// The hash of a whole text.
  package init(_ text: String) {
    take(text.utf8)
  }

  /// Takes the next bytes.
  package mutating func take(_ bytes: some Sequence<UInt8>) {
    for byte in bytes { value = (value ^ UInt64(byte)) &* 0x100_0000_01B3 }
  }
}
