import Testing

@testable import SandboxProtocol

@Suite("Any frame")
struct FramePropertyTests {
  /// Each seed gives one frame; a message names the seed, which makes the frame again.
  private static let seeds: Range<UInt64> = 0..<400

  private func each(_ decoder: Decoder, _ check: (_ seed: UInt64, _ bytes: [UInt8], _ isReadBack: Bool) -> Void) {
    for seed in Self.seeds {
      var random = RandomFrames(generator: SeededGenerator(state: seed))
      let (bytes, isReadBack) = decoder.make(&random)
      check(seed, bytes, isReadBack)
    }
  }

  @Test("is read as it was written", arguments: Decoder.allCases)
  func roundTrip(_ decoder: Decoder) {
    each(decoder) { seed, _, isReadBack in #expect(isReadBack, "seed \(seed)") }
  }

  @Test("is none without its end, at whatever byte it breaks off", arguments: Decoder.allCases)
  func truncation(_ decoder: Decoder) {
    each(decoder) { seed, bytes, _ in
      for count in 0..<bytes.count where (try? decoder.recode(Array(bytes.prefix(count)))) != nil {
        Issue.record("seed \(seed): \(count) of \(bytes.count) bytes were taken")
      }
    }
  }

  @Test("is none with more behind its end", arguments: Decoder.allCases)
  func trailing(_ decoder: Decoder) {
    each(decoder) { seed, bytes, _ in
      for extra: [UInt8] in [[0], [255], bytes] {
        #expect(throws: FrameError.trailingBytes, "seed \(seed)") { try decoder.recode(bytes + extra) }
      }
    }
  }

  @Test("with a bit flipped is refused, or is the one form of another frame", arguments: Decoder.allCases)
  func flips(_ decoder: Decoder) {
    each(decoder) { seed, bytes, _ in
      for position in bytes.indices {
        var changed = bytes
        changed[position] ^= 1 << UInt8(position % 8)
        guard let again = try? decoder.recode(changed) else { continue }
        if again != changed { Issue.record("seed \(seed): byte \(position)") }
      }
    }
  }
}
