import Foundation
import Testing
import TestSupport

private let tinyModel = Repository.root.appending(path: "Tests/IntegrationTests/Fixtures/tokenizer/tiny.model").path

extension Surfaces {
  /// The model is one of 500 tokens that was trained on this project's README with SentencePiece 0.1.97 (byte pairs, byte
  /// fallback, single digits, no dummy prefix); the counts are what the library's own Python package 0.2.3 gives.
  @Suite("A tokenizer of the user's", .surface(environment: ["POLLUX_TOKENIZER": tinyModel]))
  struct TokenizerTests {
    private func count(_ text: String) async throws -> Int {
      struct Counted: Decodable { var totalTokens: Int }
      let body = try JSONEncoder().encode(["contents": [["parts": [["text": text]]]]])
      let answer = try await SurfaceServer.current.request(
        "POST",
        "/v1beta/models/gemini-2.5-flash:countTokens",
        body: String(decoding: body, as: UTF8.self)
      )
      return try answer.decoded(Counted.self).totalTokens
    }

    @Test(
      "counts as SentencePiece does",
      arguments: [
        ("What is the sum of the first 50 prime numbers?", 24), ("Grüße — 日本語 🎉", 26),
        ("def f(x):\n    return x ** 2\n", 22), (String(repeating: "a", count: 200_000), 200_000),
      ]
    )
    func counts(text: String, tokens: Int) async throws {
      #expect(try await count(text) == tokens)
    }

    @Test(
      "tells its tokens to computeTokens: as many as it counts, and together the text",
      arguments: [
        "What is the sum of the first 50 prime numbers?", "Grüße — 日本語 🎉", "def f(x):\n    return x ** 2\n",
        "  two  blanks  ", "ﷺ ㎏ ½", "a\u{0}b", String(repeating: "a ", count: 50_000),
      ]
    )
    func pieces(text: String) async throws {
      struct Computed: Decodable {
        struct Info: Decodable {
          var tokens: [Data]
          var tokenIds: [String]
        }
        var tokensInfo: [Info]
      }
      let body = try JSONEncoder().encode(["contents": [Said(parts: [["text": text]])]])
      let answer = try await SurfaceServer.current.request(
        "POST",
        "/v1/publishers/google/models/gemini-2.5-flash:computeTokens",
        body: String(decoding: body, as: UTF8.self)
      )
      let info = try #require(try answer.decoded(Computed.self).tokensInfo.first, "\(answer.text.prefix(500))")
      #expect(Data(info.tokens.joined()) == Data(text.utf8))
      #expect(info.tokens.count == info.tokenIds.count)
      #expect(try await info.tokens.count == count(text))
      // The ids are the model's own.
      #expect(info.tokenIds.allSatisfy { (0..<500).contains(Int($0) ?? -1) })
    }

    private struct Said: Encodable {
      var role = "user"
      var parts: [[String: String]]
    }
  }
}
