import Testing

@testable import SandboxProtocol

@Suite("A frame")
struct FrameRoundTripTests {
  @Test("says on the other side what was said", arguments: SampleFrames.controlRequests)
  func controlRequest(_ frame: ControlRequest) throws {
    #expect(try ControlRequest(decoding: frame.encoded()) == frame)
  }

  @Test("says on the other side what was said", arguments: SampleFrames.controlEvents)
  func controlEvent(_ frame: ControlEvent) throws {
    #expect(try ControlEvent(decoding: frame.encoded()) == frame)
  }

  @Test("says on the other side what was said", arguments: SampleFrames.sessionRequests)
  func sessionRequest(_ frame: SessionRequest) throws {
    #expect(try SessionRequest(decoding: frame.encoded()) == frame)
  }

  @Test("says on the other side what was said", arguments: SampleFrames.sessionEvents)
  func sessionEvent(_ frame: SessionEvent) throws {
    #expect(try SessionEvent(decoding: frame.encoded()) == frame)
  }

  @Test("in pieces says on the other side what was said", arguments: SampleFrames.descriptions)
  func filterDescription(_ description: FilterDescription) throws {
    #expect(try FilterDescription(decoding: description.encoded()) == description)
  }

  @Test("with the largest chunk or failure text fits the size both sides agree on")
  func sizes() {
    let chunk = SessionEvent.chunk([UInt8](repeating: 0, count: FrameLimits.chunkByteCount))
    #expect(chunk.encoded().count <= FrameLimits.frameByteCount)
    for character in ["t", "é", "例", "😀"] {
      let ending = SessionEvent.ended(largestEnding(of: character)).encoded()
      #expect(ending.count <= FrameLimits.frameByteCount)
      #expect(throws: Never.self) { try SessionEvent(decoding: ending) }
    }
  }

  @Test("with a text of more bytes than agreed on is refused, however few its characters are")
  func longTexts() {
    for character in ["t", "é", "例", "😀"] {
      var ending = largestEnding(of: character)
      ending.failure? += "tttt"
      #expect(throws: FrameError.self) { try SessionEvent(decoding: SessionEvent.ended(ending).encoded()) }
      ending = largestEnding(of: character)
      ending.leftOut[7] += "tttt"
      #expect(throws: FrameError.self) { try SessionEvent(decoding: SessionEvent.ended(ending).encoded()) }
    }
    var ending = largestEnding(of: "t")
    ending.leftOut.append("")
    #expect(throws: FrameError.listTooLong(21)) { try SessionEvent(decoding: SessionEvent.ended(ending).encoded()) }
  }

  private func largestEnding(of character: String) -> BlockEnding {
    func text(_ limit: Int) -> String { String(repeating: character, count: limit / character.utf8.count) }
    let name = text(FrameLimits.shortTextByteCount)
    return BlockEnding(
      block: 1,
      failure: text(FrameLimits.failureTextByteCount),
      leftOut: [String](repeating: name, count: FrameLimits.leftOutNameCount),
      leftOutCount: 20
    )
  }

  @Test("is a type byte, little-endian integers, and texts behind a 32-bit length")
  func layout() {
    #expect(ControlRequest.startSession(id: 0x0102, verifies: true).encoded() == [3, 2, 1, 0, 0, 0, 0, 0, 0, 1])
    #expect(SessionRequest.placeFile(name: "ab").encoded() == [1, 2, 0, 0, 0, 97, 98])
    let key = JailStage.link.rawValue
    #expect(
      SessionEvent.refused(GuestError(.link, "é", errno: -1)).encoded()
        == [2, key, 2, 0, 0, 0, 0xc3, 0xa9, 255, 255, 255, 255]
    )
  }
}
