import Testing

@testable import Executions

@Suite("What is kept of a block's output")
struct CapturedOutputTests {
  private func captured(_ pieces: [[UInt8]], limit: Int) -> CapturedOutput {
    var output = CapturedOutput()
    for piece in pieces { output.append(piece, limit: limit) }
    return output
  }

  private func pieces(of bytes: [UInt8], _ size: Int) -> [[UInt8]] {
    stride(from: 0, to: bytes.count, by: size).map { Array(bytes[$0..<min($0 + size, bytes.count)]) }
  }

  @Test("is all of it up to the cap", arguments: [0, 1, 4, 5, 9, 10])
  func whole(count: Int) {
    let bytes = Array("0123456789".utf8.prefix(count))
    for size in 1...3 {
      let output = captured(pieces(of: bytes, size), limit: 10)
      #expect(output.bytes == bytes)
      #expect(output.shown == output.text)
      #expect(output.notice == nil)
      #expect(output.isEmpty == bytes.isEmpty)
    }
  }

  @Test("is the beginning and the end beyond it, however it came", arguments: [1, 2, 3, 5, 7, 11, 64, 1000])
  func cut(size: Int) {
    let bytes = (0..<1000).map { UInt8(ascii: "a") + UInt8($0 % 26) }
    for limit in [2, 9, 10, 64, 999] {
      let output = captured(pieces(of: bytes, size), limit: limit)
      let head = String(decoding: bytes.prefix(limit - limit / 2), as: UTF8.self)
      let tail = String(decoding: bytes.suffix(limit / 2), as: UTF8.self)
      #expect(output.text == "\(head)\n\(tail)", "\(limit)")
      #expect(output.shown == "\(head)\n[\(1000 - limit) bytes of output were left out]\n\(tail)", "\(limit)")
      #expect(output.notice == "[\(1000 - limit) bytes of output were left out]")
    }
  }

  @Test("is cut between characters, and what is cut off with them is counted", arguments: ["é", "例", "😀"])
  func characters(_ character: String) {
    let bytes = Array(String(repeating: character, count: 100).utf8)
    for limit in 20...31 {
      let output = captured([bytes], limit: limit)
      let lines = output.shown.split(separator: "\n")
      #expect(lines.count == 3)
      #expect(lines[0].allSatisfy { String($0) == character } && lines[2].allSatisfy { String($0) == character })
      let kept = lines[0].utf8.count + lines[2].utf8.count
      #expect(kept <= limit && kept > limit - 8)
      #expect(lines[1] == "[\(bytes.count - kept) bytes of output were left out]")
    }
  }

  @Test("that is not text is kept as it is")
  func noText() {
    let output = captured([[UInt8](repeating: 0xff, count: 10), [UInt8](repeating: 0x80, count: 10)], limit: 8)
    // Bytes that continue a character belong to what was cut off, three of them at most.
    #expect(output.bytes == [0xff, 0xff, 0xff, 0xff, 0x0a, 0x80])
  }

  @Test("has lines that end where the program ended them")
  func lines() {
    #expect(
      captured([Array("ab\ncdefgh\nij\n".utf8)], limit: 7).shown == "ab\nc\n[6 bytes of output were left out]\nij\n"
    )
    #expect(captured([Array("ab\ncdefg\nij\n".utf8)], limit: 6).text == "ab\nij\n")
  }
}
