import Testing

@testable import SandboxProtocol

@Suite("A stage of the jail")
struct JailStageTests {
  @Test("has a text and a layer of its own line", arguments: JailStage.allCases)
  func facts(_ stage: JailStage) throws {
    let facts = try #require(JailStage.table[stage])
    #expect(!facts.text.isEmpty && facts.text.split(separator: "…", omittingEmptySubsequences: false).count <= 2)
    #expect(stage.layer == facts.layer && stage.remedy == facts.remedy)
  }

  @Test("is the same on the other side, with what it is about", arguments: JailStage.allCases)
  func roundTrip(_ stage: JailStage) throws {
    for (detail, errno): (String, Int32) in [("", 0), ("/work/é", 13), ("…", .min)] {
      let error = GuestError(stage, detail, errno: errno)
      #expect(try ControlEvent(decoding: ControlEvent.refused(error).encoded()) == .refused(error))
      #expect(
        try ControlEvent(decoding: ControlEvent.sessionRefused(id: 7, error).encoded()) == .sessionRefused(id: 7, error)
      )
      guard case .refused(let read) = try SessionEvent(decoding: SessionEvent.refused(error).encoded()) else {
        throw FrameError.unknownValue(0)
      }
      #expect(read == error && read.step == error.step)
    }
  }

  @Test("is read with what it is about in its place")
  func texts() {
    #expect(GuestError(.mountTmpfs, "/tmp", errno: 1).step == "mount a tmpfs on /tmp")
    #expect(GuestError(.allowInLandlock, "/usr", errno: 1).step == "allow /usr in Landlock")
    #expect(GuestError(.readControlFrame, "truncated", errno: 0).step == "read a control frame (truncated)")
    #expect(GuestError(.askForDeathSignal, "the launcher", errno: 1).step == "ask for the launcher's death signal")
    #expect(GuestError(.pivotRoot, "/tmp", errno: 1).step == "pivot_root")
  }

  @Test("with a key that means nothing is refused, wherever a frame has one")
  func unknownKeys() {
    let known = Set(JailStage.allCases.map(\.rawValue))
    #expect(known.count == JailStage.allCases.count)
    let rest: [UInt8] = [0, 0, 0, 0, 1, 0, 0, 0]
    for key in UInt8.min ... .max where !known.contains(key) {
      #expect(throws: FrameError.unknownValue(UInt64(key))) { try SessionEvent(decoding: [2, key] + rest) }
      #expect(throws: FrameError.unknownValue(UInt64(key))) { try ControlEvent(decoding: [1, key] + rest) }
      #expect(throws: FrameError.unknownValue(UInt64(key))) {
        try ControlEvent(decoding: [6] + [UInt8](repeating: 0, count: 8) + [key] + rest)
      }
    }
  }

  @Test(
    "with a detail that is too long or that its text has no place for is refused, and is never sent",
    arguments: [
      "t", "é", "例", "😀",
    ]
  )
  func details(_ character: String) throws {
    let limit = FrameLimits.shortTextByteCount
    let long = String(repeating: character, count: limit)
    let error = GuestError(.openFile, long + "t", errno: 2)
    #expect(error.detail.utf8.count <= limit && long.hasPrefix(error.detail) && !error.detail.isEmpty)
    #expect(try SessionEvent(decoding: SessionEvent.refused(error).encoded()) == .refused(error))
    #expect(GuestError(.loadFilter, character, errno: 2).detail.isEmpty)
    // What no guest of ours writes.
    var writer = FrameWriter(type: 2)
    writer.write(JailStage.openFile.rawValue)
    writer.write(String(repeating: "t", count: limit + 1))
    writer.write(Int32(2))
    #expect(throws: FrameError.textTooLong(limit + 1)) { try SessionEvent(decoding: writer.bytes) }
    writer = FrameWriter(type: 2)
    writer.write(JailStage.loadFilter.rawValue)
    writer.write(character)
    writer.write(Int32(2))
    #expect(throws: FrameError.unknownValue(UInt64(character.utf8.count))) { try SessionEvent(decoding: writer.bytes) }
  }
}
