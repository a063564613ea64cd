import Testing
import TestSupport

extension Surfaces {
  @Suite("A file that lies elsewhere", .surface(fixtures: "Fixtures/dialects"))
  struct ForeignFileTests {
    private static let models = [
      "/v1beta/models/gemini-2.5-flash", "/v1beta1/projects/p/locations/l/publishers/google/models/gemini-2.5-flash",
    ]
    private static let files = [
      "https://www.youtube.com/watch?v=dQw4w9WgXcQ", "gs://bucket/films/one.mp4", "https://example.com/table.csv",
    ]

    private func ask(_ prompt: String, _ uri: String, _ target: String, tools: String = "") async throws -> HTTPAnswer {
      let body = """
        {"contents": [{"role": "user", "parts": [{"fileData": {"fileUri": "\(uri)", "mimeType": "video/mp4"}},
          {"text": "\(prompt)"}]}]\(tools)}
        """
      return try await SurfaceServer.current.request("POST", target, body: body)
    }

    private static let code = #", "tools": [{"codeExecution": {}}]"#

    @Test("is answered by a script, with the tool as without", arguments: models, files)
    func answered(_ model: String, _ uri: String) async throws {
      for (method, tools) in [
        (":generateContent", ""), (":streamGenerateContent?alt=sse", ""), (":generateContent", Self.code),
      ] {
        let answer = try await ask("says", uri, model + method, tools: tools)
        #expect(answer.status == 200 && answer.text.contains("Yes."), "\(answer.text)")
      }
    }

    @Test("is refused where code runs, and where tokens are counted", arguments: models, files)
    func refused(_ model: String, _ uri: String) async throws {
      for answer in [
        try await ask("works", uri, model + ":generateContent", tools: Self.code),
        try await ask("works", uri, model + ":streamGenerateContent?alt=sse", tools: Self.code),
        try await ask("says", uri, model + ":countTokens"),
      ] {
        #expect(answer.status == 400)
        #expect(answer.text.contains("this server fetches nothing from elsewhere"), "\(answer.text)")
      }
    }
  }
}

extension Surfaces.AsDelivered {
  @Suite("A file that lies elsewhere, where nobody wrote an answer")
  struct UnscriptedForeignFileTests {
    @Test(
      "is refused where the service refuses it",
      arguments: [
        ("gs://bucket/films/one.mp4", 400, 200), ("https://example.com/table.csv", 400, 200),
        ("https://www.youtube.com/watch?v=dQw4w9WgXcQ", 200, 200), ("https://youtu.be/dQw4w9WgXcQ", 200, 200),
        ("https://youtube.com.example/watch?v=a", 400, 200),
      ]
    )
    func unscripted(uri: String, onGemini: Int, onVertex: Int) async throws {
      let body = #"{"contents": [{"role": "user", "parts": [{"text": "x"}, {"fileData": {"fileUri": "\#(uri)"}}]}]}"#
      for (model, status) in [
        ("/v1beta/models/gemini-2.5-flash", onGemini), ("/v1/publishers/google/models/gemini-2.5-flash", onVertex),
      ] {
        let answer = try await SurfaceServer.current.request("POST", model + ":generateContent", body: body)
        #expect(answer.status == status, "\(answer.text)")
        if status == 400 { #expect(answer.text.contains("fetches nothing from elsewhere")) }
      }
    }
  }
}
