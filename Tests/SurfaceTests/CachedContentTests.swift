import Foundation
import Testing
import TestSupport

extension Surfaces.AsDelivered {
  @Suite("Cached contents")
  struct CachedContentTests {
    private struct Cached: Decodable {
      struct Usage: Decodable { var totalTokenCount: Int }
      var name: String
      var model: String
      var displayName: String?
      var createTime: String
      var updateTime: String
      var expireTime: String
      var usageMetadata: Usage
      var contents: JSON?
    }

    private struct Page: Decodable {
      var cachedContents: [Cached]?
      var nextPageToken: String?
    }

    private static let long = String(repeating: "All work and no play makes a dull page. ", count: 300)
    private static let csv = Data("a,b\n1,2\n3,4\n".utf8).base64EncodedString()
    private static let path = "/v1beta/cachedContents"

    private static func body(_ more: String = #""ttl": "600s""#, model: String = "models/gemini-2.5-flash") -> String {
      """
      {"model": "\(model)", "displayName": "table", "contents": [{"role": "user", "parts": [{"text": "\(long)"},
        {"inlineData": {"mimeType": "text/csv", "data": "\(csv)"}}]}],
       "systemInstruction": {"parts": [{"text": "Be brief."}]}, "tools": [{"codeExecution": {}}], \(more)}
      """
    }

    private func create(_ body: String = body()) async throws -> Cached {
      let answer = try await SurfaceServer.current.request("POST", Self.path, body: body)
      try #require(answer.status == 200, "\(answer.text)")
      return try answer.decoded()
    }

    private func seconds(from start: String, to end: String) throws -> Double {
      let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
      func date(_ text: String) throws -> Date { try (try? style.parse(text)) ?? Date.ISO8601FormatStyle().parse(text) }
      return try date(end).timeIntervalSince(date(start))
    }

    @Test("are made, shown without their content, listed, prolonged and deleted")
    func life() async throws {
      let server = try SurfaceServer.current
      let made = try await create()
      #expect(made.name.wholeMatch(of: #/cachedContents/[a-z0-9]{40}/#) != nil)
      #expect(made.model == "models/gemini-2.5-flash" && made.displayName == "table" && made.contents == nil)
      #expect(made.usageMetadata.totalTokenCount > 1024)
      #expect(abs(try seconds(from: made.createTime, to: made.expireTime) - 600) < 1)

      let target = "/v1beta/\(made.name)"
      let shown: Cached = try await server.request("GET", target).decoded()
      #expect(shown.expireTime == made.expireTime)
      let other = try await create()
      let page: Page = try await server.request("GET", "\(Self.path)?pageSize=1").decoded()
      #expect(page.cachedContents?.map(\.name) == [other.name], "the newest first")
      let token = try #require(page.nextPageToken)
      let rest: Page = try await server.request("GET", "\(Self.path)?pageSize=100&pageToken=\(token)").decoded()
      #expect(rest.cachedContents?.first?.name == made.name)

      let longer: Cached = try await server.request("PATCH", target, body: #"{"ttl": "7200s"}"#).decoded()
      #expect(longer.createTime == made.createTime && longer.updateTime > made.updateTime)
      #expect(abs(try seconds(from: longer.updateTime, to: longer.expireTime) - 7200) < 1)
      let fixed = try await server.request(
        "PATCH",
        "\(target)?updateMask=expireTime",
        body: #"{"expireTime": "2050-01-01T01:00:00+01:00"}"#
      )
      #expect(try fixed.decoded(Cached.self).expireTime == "2050-01-01T00:00:00Z", "\(fixed.text)")

      #expect(try await server.request("DELETE", target).text == "{}\n")
      for (method, body) in [("GET", ""), ("DELETE", ""), ("PATCH", #"{"ttl": "1s"}"#)] {
        let gone = try await server.request(method, target, body: body)
        #expect(gone.status == 403)
        #expect(
          try gone.decoded(GenerateAnswer.self).error?.message == "CachedContent not found (or permission denied)"
        )
      }
      _ = try await server.request("DELETE", "/v1beta/\(other.name)")
    }

    @Test("stand before what a request says: text, files, instruction and tools, and count as cached")
    func use() async throws {
      let server = try SurfaceServer.current
      let made = try await create()
      defer { _ = made }
      let prompt = #"```python\nimport os\nprint(os.listdir(), open('input_file_0.csv').read())\n```"#
      let body =
        #"{"contents": [{"parts": [{"text": "\#(prompt)"}, {"inlineData": {"mimeType": "text/csv", "data": "YQ=="}}]}], "cachedContent": "\#(made.name)"}"#
      let answer = try await server.request(body: body)
      let decoded: ConfigAnswer = try answer.decoded()
      let output = try #require(decoded.parts.compactMap(\.codeExecutionResult?.output).first, "\(answer.text)")
      #expect(output.contains("input_file_1.csv") && output.contains("3,4"), "\(output)")
      #expect(
        answer.text.contains(#""cachedContentTokenCount": \#(made.usageMetadata.totalTokenCount)"#),
        "\(answer.text)"
      )
      #expect(decoded.usageMetadata.promptTokenCount > made.usageMetadata.totalTokenCount)
      #expect(decoded.usageMetadata.sum == decoded.usageMetadata.totalTokenCount)
      let count = #"{"generateContentRequest": {"model": "models/gemini-2.5-flash", \#(body.dropFirst())}"#
      let counted = try await server.request("POST", "/v1beta/models/gemini-2.5-flash:countTokens", body: count)
      #expect(counted.text.contains(#""totalTokens": \#(decoded.usageMetadata.promptTokenCount)"#), "\(counted.text)")
      #expect(counted.text.contains(#""cachedContentTokenCount": \#(made.usageMetadata.totalTokenCount)"#))
      _ = try await server.request("DELETE", "/v1beta/\(made.name)")
    }

    @Test("are used as the service allows")
    func misuse() async throws {
      let server = try SurfaceServer.current
      let made = try await create()
      func message(_ members: String, model: String = "gemini-2.5-flash") async throws -> String? {
        let answer = try await server.ask("hi", #""cachedContent": "\#(made.name)"\#(members)"#, model: model)
        #expect(answer.status == 400)
        return try answer.decoded(GenerateAnswer.self).error?.message
      }
      for member in [#"{"tools": [{"codeExecution": {}}]}"#, #"{"systemInstruction": {"parts": [{"text": "x"}]}}"#] {
        #expect(
          try await message(", \(member.dropFirst().dropLast())")?.hasPrefix("CachedContent can not be used") == true
        )
      }
      #expect(
        try await message("", model: "gemini-2.5-pro")
          == "Model used by GenerateContent request (models/gemini-2.5-pro) and CachedContent (models/gemini-2.5-flash) has to be the same."
      )
      _ = try await server.request("DELETE", "/v1beta/\(made.name)")
    }

    @Test(
      "that cannot be kept are told why",
      arguments: [
        (
          #"{"model": "models/gemini-2.5-flash", "contents": [{"role": "user", "parts": [{"text": "short"}]}]}"#,
          400, "Cached content is too small. total_token_count=1, min_total_token_count=1024"
        ),
        (#"{"contents": []}"#, 400, "cached_content.model"),
        (#"{"model": "models/gemini-2.5-flash"}"#, 400, "contents is not specified"),
        (body(model: "models/none"), 404, "is not supported for createCachedContent"),
        (body(#""ttl": "600""#), 400, "google.protobuf.Duration"), (body(#""ttl": "-5s""#), 400, "expired already"),
        (body(#""expireTime": "2020-01-01T00:00:00Z""#), 400, "expired already"),
        (body(#""expireTime": "tomorrow""#), 400, "google.protobuf.Timestamp"),
        (body(#""ttl": "5s", "expireTime": "2050-01-01T00:00:00Z""#), 400, "oneof field 'expiration' is already set"),
        (body(#""wings": 2"#), 400, "wings"),
      ]
    )
    func refusals(body: String, status: Int, says: String) async throws {
      let answer = try await SurfaceServer.current.request("POST", Self.path, body: body)
      #expect(answer.status == status)
      #expect(try answer.decoded(GenerateAnswer.self).error?.message.contains(says) == true, "\(answer.text)")
    }

    @Test("change nothing but their end")
    func patch() async throws {
      let server = try SurfaceServer.current
      let made = try await create()
      for (query, body, says) in [
        ("?updateMask=displayName", #"{"displayName": "x"}"#, "displayName"), ("", "{}", "neither is set"),
        ("", #"{"ttl": "0s"}"#, "expired already"),
        ("", #"{"name": "cachedContents/x", "ttl": "5s"}"#, "oneof field '_name' is already set"),
      ] {
        let answer = try await server.request("PATCH", "/v1beta/\(made.name)\(query)", body: body)
        #expect(answer.status == 400 && answer.text.contains(says), "\(answer.text)")
      }
      _ = try await server.request("DELETE", "/v1beta/\(made.name)")
    }
  }
}
