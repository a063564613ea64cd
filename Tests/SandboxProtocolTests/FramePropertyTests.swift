import Testing

@testable import SandboxProtocol

/// A decoder, a maker of its frames at random, and what must hold for each of them.
private enum Frames: String, CaseIterable {
  case controlRequest, controlEvent, sessionRequest, sessionEvent, filterDescription

  /// A frame at random: its bytes, and whether these bytes are read as the same frame.
  func make(_ random: inout RandomFrames<SeededGenerator>) -> (bytes: [UInt8], isReadBack: Bool) {
    switch self {
    case .controlRequest:
      let frame = random.controlRequest()
      return (frame.encoded(), (try? ControlRequest(decoding: frame.encoded())) == frame)
    case .controlEvent:
      let frame = random.controlEvent()
      return (frame.encoded(), (try? ControlEvent(decoding: frame.encoded())) == frame)
    case .sessionRequest:
      let frame = random.sessionRequest()
      return (frame.encoded(), (try? SessionRequest(decoding: frame.encoded())) == frame)
    case .sessionEvent:
      let frame = random.sessionEvent()
      return (frame.encoded(), (try? SessionEvent(decoding: frame.encoded())) == frame)
    case .filterDescription:
      let frame = random.filterDescription()
      return (frame.encoded(), (try? FilterDescription(decoding: frame.encoded())) == frame)
    }
  }

  /// The bytes of the frame that these bytes are.
  func recode(_ bytes: [UInt8]) throws(FrameError) -> [UInt8] {
    switch self {
    case .controlRequest: try ControlRequest(decoding: bytes).encoded()
    case .controlEvent: try ControlEvent(decoding: bytes).encoded()
    case .sessionRequest: try SessionRequest(decoding: bytes).encoded()
    case .sessionEvent: try SessionEvent(decoding: bytes).encoded()
    case .filterDescription: try FilterDescription(decoding: bytes).encoded()
    }
  }
}

@Suite("Any frame")
struct FramePropertyTests {
  /// Each seed gives one frame; a message names the seed, which makes the frame again.
  private static let seeds: Range<UInt64> = 0..<400

  private func each(_ frames: Frames, _ check: (_ seed: UInt64, _ bytes: [UInt8], _ isReadBack: Bool) -> Void) {
    for seed in Self.seeds {
      var random = RandomFrames(generator: SeededGenerator(state: seed))
      let (bytes, isReadBack) = frames.make(&random)
      check(seed, bytes, isReadBack)
    }
  }

  @Test("is read as it was written", arguments: Frames.allCases)
  private func roundTrip(_ frames: Frames) {
    each(frames) { seed, _, isReadBack in #expect(isReadBack, "seed \(seed)") }
  }

  @Test("is none without its end, at whatever byte it breaks off", arguments: Frames.allCases)
  private func truncation(_ frames: Frames) {
    each(frames) { seed, bytes, _ in
      for count in 0..<bytes.count where (try? frames.recode(Array(bytes.prefix(count)))) != nil {
        Issue.record("seed \(seed): \(count) of \(bytes.count) bytes were taken")
      }
    }
  }

  @Test("is none with more behind its end", arguments: Frames.allCases)
  private func trailing(_ frames: Frames) {
    each(frames) { seed, bytes, _ in
      for extra: [UInt8] in [[0], [255], bytes] {
        #expect(throws: FrameError.trailingBytes, "seed \(seed)") { try frames.recode(bytes + extra) }
      }
    }
  }

  @Test("with a bit flipped is refused, or is the one form of another frame", arguments: Frames.allCases)
  private func flips(_ frames: Frames) {
    each(frames) { seed, bytes, _ in
      for position in bytes.indices {
        var changed = bytes
        changed[position] ^= 1 << UInt8(position % 8)
        guard let again = try? frames.recode(changed) else { continue }
        if again != changed { Issue.record("seed \(seed): byte \(position)") }
      }
    }
  }
}
