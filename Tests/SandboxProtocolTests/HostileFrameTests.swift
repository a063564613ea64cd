import Testing

@testable import SandboxProtocol

@Suite("Bytes of a hostile peer")
struct HostileFrameTests {
  @Test("that break off are not a frame", arguments: Decoder.allCases)
  func truncated(_ decoder: Decoder) {
    for sample in decoder.samples {
      // Every prefix of short frames; of long ones those around each end.
      let lengths =
        sample.count < 2000 ? Array(0..<sample.count) : Array(0..<200) + Array(sample.count - 200..<sample.count)
      for length in lengths {
        #expect(throws: FrameError.self, "\(decoder) \(length) of \(sample.count)") {
          try decoder.recode(Array(sample.prefix(length)))
        }
      }
    }
  }

  @Test("that go on are not a frame", arguments: Decoder.allCases)
  func extended(_ decoder: Decoder) {
    for sample in decoder.samples {
      #expect(throws: FrameError.trailingBytes) { try decoder.recode(sample + [0]) }
      #expect(throws: FrameError.trailingBytes) { try decoder.recode(sample + sample) }
    }
  }

  @Test("that were changed are refused, or are the one form of another frame", arguments: Decoder.allCases)
  func mutated(_ decoder: Decoder) {
    var generator = SeededGenerator(state: 20_250_101)
    let samples = decoder.samples.map { Array($0.prefix(400)) }
    var refused = 0
    for round in 0..<20_000 {
      var bytes = samples[round % samples.count]
      for _ in 0..<Int.random(in: 1...4, using: &generator) { mutate(&bytes, using: &generator) }
      do throws(FrameError) {
        let again = try decoder.recode(bytes)
        #expect(again == bytes, "round \(round)")
      } catch {
        refused += 1
      }
    }
    #expect(refused > 1000, "the mutations changed too little to prove anything")
  }

  private func mutate(_ bytes: inout [UInt8], using generator: inout SeededGenerator) {
    let position = Int.random(in: 0...bytes.count, using: &generator)
    switch Int.random(in: 0..<5, using: &generator) {
    case 0: bytes.insert(UInt8.random(in: 0...255, using: &generator), at: position)
    case 1 where position < bytes.count: bytes.remove(at: position)
    case 2 where position < bytes.count:
      bytes[position] = [0, 1, 0x7f, 0x80, 0xff].randomElement(using: &generator) ?? 0
    case 3: bytes.removeLast(min(bytes.count, 3))
    default: if position < bytes.count { bytes[position] = UInt8.random(in: 0...255, using: &generator) }
    }
  }

  @Test("of no pattern at all are taken without a trap", arguments: Decoder.allCases)
  func noise(_ decoder: Decoder) {
    var generator = SeededGenerator(state: 7)
    for _ in 0..<20_000 {
      var bytes = (0..<Int.random(in: 0...64, using: &generator)).map { _ in
        UInt8.random(in: 0...255, using: &generator)
      }
      if !bytes.isEmpty { bytes[0] %= 10 }
      guard let again = try? decoder.recode(bytes) else { continue }
      #expect(again == bytes)
    }
  }

  @Test("that announce more than a frame holds are refused before anything is allocated")
  func announcements() {
    let length: [UInt8] = [0xff, 0xff, 0xff, 0xff]
    #expect(throws: FrameError.truncated) { try SessionRequest(decoding: [2] + length) }
    #expect(throws: FrameError.truncated) { try SessionEvent(decoding: [6] + length + [1, 2, 3]) }
    #expect(throws: FrameError.listTooLong(.max)) {
      try SessionEvent(decoding: [7, 0, 0, 0, 0] + [0, 0, 0, 0, 0, 0] + length)
    }
    #expect(throws: FrameError.listTooLong(.max)) { try ControlRequest(decoding: [2] + length) }
  }

  @Test("that say the same in another form are refused")
  func otherForms() {
    // A failure that is not there has no text, a seed that is not there no value, a kind without errno no errno.
    let ending = SessionEvent.ended(BlockEnding(block: 0, failure: "x", leftOut: [], leftOutCount: 0)).encoded()
    #expect(throws: FrameError.unknownValue(1)) {
      try SessionEvent(decoding: [7, 0, 0, 0, 0, 0] + ending.dropFirst(6))
    }
    let preparation = SampleFrames.controlRequests[1].encoded()
    #expect(throws: FrameError.unknownValue(UInt64(UInt32.max))) {
      try ControlRequest(decoding: preparation.dropLast(5) + [0] + preparation.suffix(4))
    }
    for action: [UInt8] in [[0, 1, 0, 0, 0, 0, 0, 0], [1, 0, 0, 0, 0, 0, 0, 1], [2, 1, 0, 0, 0, 1, 0, 0]] {
      #expect(throws: FrameError.self) { try ControlRequest(decoding: [6] + action + [0, 0, 0, 0]) }
    }
  }

  @Test("with values that mean nothing are refused")
  func unknownValues() {
    #expect(throws: FrameError.truncated) { try SessionEvent(decoding: []) }
    #expect(throws: FrameError.unknownValue(0)) { try SessionEvent(decoding: [0]) }
    #expect(throws: FrameError.unknownValue(200)) { try ControlEvent(decoding: [200]) }
    #expect(throws: FrameError.unknownValue(3)) {
      try SessionEvent(decoding: [5, 3, 0, 0, 0, 0] + [UInt8](repeating: 0, count: 8))
    }
    #expect(throws: FrameError.unknownValue(2)) {
      try SessionEvent(decoding: [7, 0, 0, 0, 0] + [2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
    }
    #expect(throws: FrameError.invalidText) { try SessionRequest(decoding: [1, 2, 0, 0, 0, 0xc3, 0x28]) }
  }
}
