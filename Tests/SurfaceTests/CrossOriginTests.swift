import Foundation
import Testing
import TestSupport

extension Surfaces {
  @Suite("Pages of other origins", .surface(environment: ["POLLUX_API_KEYS": "secret"]))
  struct CrossOriginTests {
    private static let origin = "https://app.example"

    private func ask(_ method: String, _ target: String, _ headers: [String: String], body: String = "") async throws
      -> HTTPAnswer
    {
      let headers = headers.merging(["Origin": Self.origin]) { first, _ in first }
      return try await SurfaceServer.current.request(method, target, headers: headers, body: body)
    }

    @Test(
      "may ask what they may send, without a key",
      arguments: [SurfaceServer.generate, "/upload/v1beta/files?upload_id=x"]
    )
    func preflight(target: String) async throws {
      let answer = try await ask(
        "OPTIONS",
        target,
        [
          "Access-Control-Request-Method": "POST",
          "Access-Control-Request-Headers": "content-type,x-goog-api-client,x-goog-api-key",
        ]
      )
      #expect(answer.status == 200 && answer.body.isEmpty)
      #expect(answer.headers["access-control-allow-origin"] == Self.origin)
      #expect(answer.headers["access-control-allow-methods"]?.contains("POST") == true)
      #expect(answer.headers["access-control-allow-headers"] == "content-type,x-goog-api-client,x-goog-api-key")
      #expect(answer.headers["access-control-max-age"] == "3600")
      #expect(answer.headers["access-control-allow-credentials"] == nil, "keys are not cookies")
    }

    @Test("may not send what the API does not take", arguments: [("POST", "x-evil"), ("BREW", "content-type")])
    func refusedPreflight(method: String, header: String) async throws {
      let headers = ["Access-Control-Request-Method": method, "Access-Control-Request-Headers": header]
      let answer = try await ask("OPTIONS", SurfaceServer.generate, headers)
      #expect(answer.status == 403)
    }

    @Test("read answers, streams and refusals of the API")
    func answers() async throws {
      let body = #"{"contents": [{"parts": [{"text": "hi"}]}]}"#
      for (target, key, status) in [
        (SurfaceServer.generate, "secret", 200), (SurfaceServer.stream, "secret", 200),
        (SurfaceServer.generate, "no", 400),
        ("/v1beta/nothing", "secret", 404),
      ] {
        let answer = try await ask("POST", target, ["x-goog-api-key": key], body: body)
        #expect(answer.status == status)
        #expect(answer.headers["access-control-allow-origin"] == Self.origin, "\(target)")
        #expect(answer.headers["access-control-expose-headers"]?.contains("content-type") == true)
        #expect(answer.headers["vary"]?.contains("Origin") == true)
      }
    }

    @Test("see the address of an upload they start")
    func upload() async throws {
      let headers = [
        "x-goog-api-key": "secret", "X-Goog-Upload-Protocol": "resumable", "X-Goog-Upload-Command": "start",
        "Content-Type": "application/json",
      ]
      let answer = try await ask("POST", "/upload/v1beta/files", headers, body: "{}")
      #expect(answer.status == 200, "\(answer.text)")
      let exposed = answer.headers["access-control-expose-headers"] ?? ""
      #expect(exposed.split(separator: ",").contains("x-goog-upload-url"), "\(exposed)")
    }

    @Test(
      "reach no route of Pollux's own",
      arguments: ["/health", "/ready", "/metrics", "/_pollux/usage", "/_pollux/capabilities", "//_pollux/usage"]
    )
    func ownRoutes(target: String) async throws {
      for method in ["GET", "OPTIONS"] {
        let headers = ["x-goog-api-key": "secret", "Access-Control-Request-Method": "GET"]
        let answer = try await ask(method, target, headers)
        #expect(answer.status == 403, "\(method)")
        #expect(answer.headers["access-control-allow-origin"] == nil)
      }
    }

    @Test(
      "reach none by another way to write its path, and are not let read the refusal",
      arguments: ["/%5fpollux/requests", "/t/x/_pollux/requests", "/t%2Fx%2F_pollux%2Frequests", "/%74/x/metrics"]
    )
    func writtenOtherwise(target: String) async throws {
      let answer = try await ask("GET", target, ["x-goog-api-key": "secret"])
      #expect(answer.status == 403)
      #expect(answer.headers["access-control-allow-origin"] == nil)
    }

    @Test("are told nothing under a foreign name of the server")
    func foreignHost() async throws {
      let port = try SurfaceServer.current.port
      let text = try await onOwnThread {
        let connection = try HTTPConnection(port: port)
        try connection.sendRaw(
          "OPTIONS \(SurfaceServer.generate) HTTP/1.1\r\nHost: evil.example\r\nOrigin: http://evil.example\r\n"
            + "Access-Control-Request-Method: POST\r\nConnection: close\r\n\r\n"
        )
        return try connection.readToEnd()
      }
      #expect(text.hasPrefix("HTTP/1.1 403 "), "\(text)")
    }

    @Test("no header for requests of no page")
    func noPage() async throws {
      let answer = try await SurfaceServer.current.request(
        "GET",
        "/v1beta/models",
        headers: ["x-goog-api-key": "secret"]
      )
      #expect(answer.status == 200 && answer.headers["access-control-allow-origin"] == nil)
    }
  }

  @Suite(
    "Pages of other origins, on a server without keys",
    .surface(environment: ["POLLUX_ALLOWED_ORIGINS": "https://app.example, http://localhost:5173"])
  )
  struct KeylessCrossOriginTests {
    private static let hello = #"{"contents": [{"parts": [{"text": "hi"}]}]}"#
    private static let filed = #"{"contents": [{"parts": [{"text": "hi"}, {"fileData": {"fileUri": "files/a"}}]}]}"#
    private static let cached = #"{"contents": [{"parts": [{"text": "hi"}]}], "cachedContent": "cachedContents/a"}"#

    private func ask(_ method: String, _ target: String, _ headers: [String: String], body: String = "") async throws
      -> HTTPAnswer
    {
      try await SurfaceServer.current.request(method, target, headers: headers, body: body)
    }

    struct Request: CustomTestStringConvertible {
      var method: String
      var target: String
      var body = ""
      var testDescription: String { "\(method) \(target) \(body)" }
    }

    @Test(
      "neither read nor change what is stored; allowed ones, and programs, do",
      arguments: [
        Request(method: "GET", target: "/v1beta/files"), Request(method: "GET", target: "/v1beta/files/a"),
        Request(method: "DELETE", target: "/v1beta/files/a"), Request(method: "GET", target: "/t/x/v1/%66iles"),
        Request(method: "GET", target: "/download/v1beta/files/a:download?alt=media"),
        Request(method: "POST", target: "/upload/v1beta/files?uploadType=media", body: "x"),
        Request(method: "GET", target: "/v1beta/cachedContents"),
        Request(method: "POST", target: "/v1beta/cachedContents", body: "{}"),
        Request(method: "DELETE", target: "/v1beta/cachedContents/a"),
        Request(method: "GET", target: "/v1beta/batches"), Request(method: "DELETE", target: "/v1beta/batches/a"),
        Request(method: "POST", target: "/v1beta/models/gemini-2.5-flash:batchGenerateContent", body: "{}"),
        Request(method: "POST", target: "/v1beta/models/gemini-embedding-001:asyncBatchEmbedContent", body: "{}"),
        Request(method: "POST", target: SurfaceServer.generate, body: filed),
        Request(method: "POST", target: SurfaceServer.generate, body: cached),
        Request(method: "POST", target: SurfaceServer.stream, body: filed),
        Request(method: "POST", target: "/v1beta/models/gemini-2.5-flash:countTokens", body: filed),
      ]
    )
    func stored(_ request: Request) async throws {
      let foreign = [
        ["Origin": "https://evil.example"], ["Origin": "http://127.0.0.1:43149", "Sec-Fetch-Site": "same-site"],
        ["Sec-Fetch-Site": "cross-site"], ["Origin": "null", "x-goog-api-key": "any"],
      ]
      for headers in foreign {
        let answer = try await ask(request.method, request.target, headers, body: request.body)
        #expect(answer.status == 403 && answer.text.contains("allowed_origins"), "\(headers): \(answer.text)")
      }
      let taken = [
        [:], ["Origin": "https://app.example", "Sec-Fetch-Site": "cross-site"], ["Origin": "http://localhost:5173"],
        ["Origin": "http://127.0.0.1", "Sec-Fetch-Site": "same-origin"],
      ]
      for headers in taken {
        let answer = try await ask(request.method, request.target, headers, body: request.body)
        #expect(!answer.text.contains("allowed_origins"), "\(headers): \(answer.text)")
      }
    }

    @Test("ask models as before", arguments: ["https://evil.example", "null"])
    func models(origin: String) async throws {
      let headers = ["Origin": origin, "Sec-Fetch-Site": "cross-site"]
      for target in [SurfaceServer.generate, SurfaceServer.stream, "/v1beta/models/gemini-2.5-flash:countTokens"] {
        let answer = try await ask("POST", target, headers, body: Self.hello)
        #expect(answer.status == 200 && answer.headers["access-control-allow-origin"] == origin, "\(target)")
      }
      #expect(try await ask("GET", "/v1beta/models", headers).status == 200)
    }

    @Test("of the same machine neither plant fixtures nor empty the journal, and own pages must send JSON")
    func ownRoutes() async throws {
      let plant = #"{"yaml": "- { name: p, match: {}, reply: [{ text: planted }] }"}"#
      for (target, body) in [("/_pollux/reset", "{}"), ("/_pollux/fixtures?namespace=victim", plant)] {
        for site in ["same-site", "cross-site"] {
          for origin in ["http://127.0.0.1:43149", "http://localhost:43149"] {
            let headers = ["Origin": origin, "Sec-Fetch-Site": site, "Content-Type": "application/json"]
            #expect(try await ask("POST", target, headers, body: body).status == 403)
          }
        }
        let own = ["Sec-Fetch-Site": "same-origin", "Origin": "http://127.0.0.1"]
        let text = try await ask("POST", target, own.merging(["Content-Type": "text/plain"]) { $1 }, body: body)
        #expect(text.status == 400 && text.text.contains("application/json"))
        let json = try await ask("POST", target, own.merging(["Content-Type": "application/json"]) { $1 }, body: body)
        #expect(json.status == 200, "\(json.text)")
        #expect(try await ask("POST", target, [:], body: body).status == 200, "programs send what they like")
      }
    }
  }
}
