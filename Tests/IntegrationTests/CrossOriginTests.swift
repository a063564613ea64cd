import Foundation
import Testing
import TestSupport

extension ProcessSuites {
  @Suite("Pages of other origins", .server(changes: [:], environment: ["POLLUX_API_KEYS": "secret"]))
  struct CrossOriginTests {
    private static let origin = "https://app.example"

    private func ask(_ method: String, _ target: String, _ headers: [String: String], body: String = "") async throws
      -> HTTPAnswer
    {
      let headers = headers.merging(["Origin": Self.origin]) { first, _ in first }
      return try await ServerProcess.current.request(method, target, headers: headers, body: body)
    }

    @Test(
      "may ask what they may send, without a key",
      arguments: [ServerProcess.generate, "/upload/v1beta/files?upload_id=x"]
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
      #expect(answer.headers["access-control-allow-credentials"] == nil, "keys are no cookies")
    }

    @Test("may not send what the API does not take", arguments: [("POST", "x-evil"), ("BREW", "content-type")])
    func refusedPreflight(method: String, header: String) async throws {
      let headers = ["Access-Control-Request-Method": method, "Access-Control-Request-Headers": header]
      let answer = try await ask("OPTIONS", ServerProcess.generate, headers)
      #expect(answer.status == 403)
    }

    @Test("read answers, streams and refusals of the API")
    func answers() async throws {
      let body = #"{"contents": [{"parts": [{"text": "hi"}]}]}"#
      for (target, key, status) in [
        (ServerProcess.generate, "secret", 200), (ServerProcess.stream, "secret", 200),
        (ServerProcess.generate, "no", 400),
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

    @Test("are told nothing under a foreign name of the server")
    func foreignHost() async throws {
      let port = try ServerProcess.current.port
      let text = try await onOwnThread {
        let connection = try HTTPConnection(port: port)
        try connection.sendRaw(
          "OPTIONS \(ServerProcess.generate) HTTP/1.1\r\nHost: evil.example\r\nOrigin: http://evil.example\r\n"
            + "Access-Control-Request-Method: POST\r\nConnection: close\r\n\r\n"
        )
        return try connection.readToEnd()
      }
      #expect(text.hasPrefix("HTTP/1.1 403 "), "\(text)")
    }

    @Test("no header for requests of no page")
    func noPage() async throws {
      let answer = try await ServerProcess.current.request(
        "GET",
        "/v1beta/models",
        headers: ["x-goog-api-key": "secret"]
      )
      #expect(answer.status == 200 && answer.headers["access-control-allow-origin"] == nil)
    }
  }
}
