@testable import ChatCompletions

/// The ways a text is cut into pieces: whole, each cut into two, characters, Unicode scalars, and by chance.
enum Pieces {
  private static let randomWays: UInt64 = 20

  static func ways(of text: String) -> [[String]] {
    let scalars = text.unicodeScalars.map { String($0) }
    let halves = text.unicodeScalars.indices.map { cut in
      [String(text.unicodeScalars[..<cut]), String(text.unicodeScalars[cut...])]
    }
    return [[text], text.map { String($0) }, scalars] + halves + (1...randomWays).map { random(scalars, seed: $0) }
  }

  private static func random(_ scalars: [String], seed: UInt64) -> [String] {
    var numbers = Numbers(state: seed)
    var pieces: [String] = []
    var rest = scalars[...]
    while !rest.isEmpty {
      let length = Int.random(in: 1...9, using: &numbers)
      pieces.append(rest.prefix(length).joined())
      rest = rest.dropFirst(length)
    }
    return pieces
  }

  /// SplitMix64: the same ways in each run.
  private struct Numbers: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var number = state
      number = (number ^ number >> 30) &* 0xBF58_476D_1CE4_E5B9
      number = (number ^ number >> 27) &* 0x94D0_49BB_1331_11EB
      return number ^ number >> 31
    }
  }
}
