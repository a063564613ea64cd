import GeminiAPI
import Testing

@Suite("Bytes of a blob")
struct BlobBytesTests {
  /// A request whose blob comes from base64 as a client writes it.
  private func blob(_ base64: String) throws -> Blob {
    let body = #"{"contents": [{"parts": [{"inlineData": {"mimeType": "text/csv", "data": "\#(base64)"}}]}]}"#
    let part = try GenerateContentRequest.decode(Array(body.utf8)).contents[0].parts[0]
    guard case .inlineData(let blob)? = part.data else {
      Issue.record("no blob")
      return Blob(mimeType: "", data: [] as [UInt8])
    }
    return blob
  }

  private static func bytes(_ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ $0 >> 8) }
  }

  @Test(
    "are the same read at once, piece by piece and by their beginning, small and large, in each spelling",
    arguments: [0, 1, 2, 3, 1_000, 49_149, 49_150, 49_151, 49_152, 49_153, 200_000, 1_000_001]
  )
  func reading(count: Int) throws {
    let bytes = Self.bytes(count)
    let text = Base64.text(of: bytes)
    let urlSafe = text.replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    for spelling in [text, urlSafe, text.replacing("/", with: #"\/"#)] {
      let data = try blob(spelling).data
      #expect(data.count == count && data.isEmpty == (count == 0))
      #expect(data.array == bytes)
      var pieces: [UInt8] = []
      var longest = 0
      data.forEachPiece {
        pieces += $0
        longest = max(longest, $0.count)
      }
      #expect(pieces == bytes)
      #expect(longest <= 64 << 10)
      for length in [0, 1, 2, 3, 4, 100, count, count + 5] {
        #expect(data.prefix(length) == Array(bytes.prefix(length)), "\(length)")
      }
      #expect(data == BlobBytes(bytes) && data.hashValue == BlobBytes(bytes).hashValue)
    }
  }

  @Test("that are not base64 are refused, large ones too", arguments: ["!", "A", "=", "AB=C"])
  func refusals(bad: String) throws {
    for start in ["", String(repeating: "QUJD", count: 30_000)] {
      #expect(throws: Status.self) { try blob(start + bad) }
      if start.isEmpty { continue }
      #expect(throws: Status.self) { try blob(String(start.dropFirst(4)) + "QU\(bad.first ?? "!")!" + start) }
    }
  }

  @Test("a failure of the reader ends the reading")
  func failure() throws {
    struct Enough: Error {}
    let data = try blob(Base64.text(of: Self.bytes(200_000))).data
    var pieces = 0
    #expect(throws: Enough.self) {
      try data.forEachPiece { (_) throws(Enough) in
        pieces += 1
        if pieces == 2 { throw Enough() }
      }
    }
    #expect(pieces == 2)
  }
}
