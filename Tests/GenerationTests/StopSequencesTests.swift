import Testing

@testable import Generation

@Suite struct StopSequencesTests {
  /// All that is said of a text, piece by piece, and whether a sequence ended it.
  private func said(_ pieces: [String], _ sequences: [String]) -> (pieces: [String], isStopped: Bool) {
    var stops = StopSequences(sequences)
    var said: [String] = []
    for piece in pieces {
      let taken = stops.take(piece)
      said += taken.pieces
      if taken.isStopped { return (said, true) }
    }
    let rest = stops.end()
    return (said + rest.pieces, rest.isStopped)
  }

  @Test(arguments: [
    (["abc S", "TO", "P d"], ["STOP"], ["abc "], true),
    (["abc S", "TO", "X d"], ["STOP"], ["abc S", "TO", "X d"], false),
    (["STOP"], ["STOP"], [], true),
    (["a", "STO"], ["STOP"], ["a", "STO"], false),
    // The earlier beginning counts, also where another sequence is whole before it.
    (["abc", "d"], ["abcd", "bc"], [], true),
    (["abc", "x"], ["abcd", "bc"], ["a"], true),
    (["ab", "ab", "ac"], ["abac"], ["ab"], true),
    (["é\u{1F600}", "\u{1F600}!", "x"], ["\u{1F600}!"], ["é\u{1F600}"], true),
    (["a", "b"], [], ["a", "b"], false),
  ])
  func `a sequence ends a text wherever it is cut, and pieces stay as they came`(
    pieces: [String],
    sequences: [String],
    expected: [String],
    isStopped: Bool
  ) {
    let found = said(pieces, sequences)
    #expect(found.pieces == expected)
    #expect(found.isStopped == isStopped)
  }

  @Test func `pieces are as good as the whole text`() {
    var seed: UInt64 = 1
    func number(below limit: Int) -> Int {
      seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(seed >> 33) % limit
    }
    for _ in 0..<2_000 {
      let pieces = (0..<number(below: 12)).map { _ in
        String((0...number(below: 3)).map { _ in "ab"["ab".index("ab".startIndex, offsetBy: number(below: 2))] })
      }
      let sequences = (0...number(below: 2)).map { _ in
        String((0...number(below: 4)).map { _ in number(below: 2) == 0 ? "a" : "b" as Character })
      }
      let whole = pieces.joined()
      let first = sequences.compactMap { whole.firstRange(of: $0)?.lowerBound }.min()
      let found = said(pieces, sequences)
      #expect(found.pieces.joined() == String(whole[..<(first ?? whole.endIndex)]), "\(pieces) \(sequences)")
      #expect(found.isStopped == (first != nil), "\(pieces) \(sequences)")
    }
  }

  @Test func `no more is held back than a sequence may still take`() {
    var stops = StopSequences([String(repeating: "a", count: 50) + "b"])
    var given = 0
    for count in 1...10_000 {
      given += stops.take("a").pieces.count
      #expect(count - given <= 50)
    }
  }
}
