import TestSupport
import Testing

extension Surfaces.AsDelivered {
  @Suite("What an error message repeats of a request")
  struct MessageLengthTests {
    /// One character of many bytes: a letter with marks upon it.
    private static func letter(_ byteCount: Int) -> String {
      "e" + String(repeating: "\u{301}", count: byteCount / 2)
    }

    private static let contents = #""contents": [{"parts": [{"text": "x"}]}]"#

    @Test(
      "has a length in bytes, not in characters",
      arguments: [
        #"{"contents": [{"role": "\#(letter(1 << 20))", "parts": [{"text": "x"}]}]}"#,
        #"{"contents": [{"parts": [{"inlineData": {"mimeType": "\#(letter(1 << 20))", "data": "eA=="}}]}]}"#,
        #"{\#(contents), "cachedContent": "cachedContents/\#(letter(1 << 20))"}"#,
      ]
    )
    func bodies(_ body: String) async throws {
      let answer = try await SurfaceServer.current.request(body: body)
      #expect((400..<500).contains(answer.status))
      #expect(answer.text.utf8.count < 2000, "\(answer.text.prefix(300).utf8.prefix(3000))")
    }

    @Test("nor does one about its address or a header")
    func heads() async throws {
      let server = try SurfaceServer.current
      let letter = "e" + String(repeating: "%CC%81", count: 8000)
      for (method, path) in [("POST", "/v1beta/models/\(letter):generateContent"), ("GET", "/v1beta/\(letter)")] {
        let answer = try await server.request(method, path)
        #expect((400..<500).contains(answer.status))
        #expect(answer.text.utf8.count < 2000)
      }
    }
  }
}
