import Foundation
import Testing
import TestSupport

extension Surfaces {
  @Suite("With API keys", .surface(environment: ["POLLUX_API_KEYS": "right, other"]))
  struct APIKeyTests {
    private static let body = #"{"contents": [{"parts": [{"text": "hi"}]}]}"#

    @Test(
      "a configured key is taken wherever clients put it",
      arguments: [
        (["x-goog-api-key": "right"], ""), (["X-Goog-Api-Key": "other"], ""), ([:], "?key=right"),
        ([:], "?alt=json&key=r%69ght"), (["Authorization": "Bearer right"], ""),
        (["authorization": "bearer other"], ""),
        (["x-goog-api-key": "right"], "?key=wrong"),
      ] as [([String: String], String)]
    )
    func accepted(headers: [String: String], query: String) async throws {
      let server = try SurfaceServer.current
      let answer = try await server.request("POST", SurfaceServer.generate + query, headers: headers, body: Self.body)
      #expect(answer.status == 200, "\(answer.text)")
      #expect(try await server.request("GET", "/v1beta/models" + query, headers: headers).status == 200)
    }

    @Test(
      "no key and a wrong one are told apart",
      arguments: [
        ([:], "", 403, "PERMISSION_DENIED"), (["x-goog-api-key": ""], "", 403, "PERMISSION_DENIED"),
        (["Authorization": "Basic right"], "", 403, "PERMISSION_DENIED"), ([:], "?key=", 403, "PERMISSION_DENIED"),
        (["x-goog-api-key": "wrong"], "", 400, "INVALID_ARGUMENT"), ([:], "?key=righ", 400, "INVALID_ARGUMENT"),
        (["x-goog-api-key": "rightright"], "", 400, "INVALID_ARGUMENT"), ([:], "?key=RIGHT", 400, "INVALID_ARGUMENT"),
        (["Authorization": "Bearer right "], "?key=wrong", 400, "INVALID_ARGUMENT"),
      ] as [([String: String], String, Int, String)]
    )
    func refused(headers: [String: String], query: String, status: Int, name: String) async throws {
      let server = try SurfaceServer.current
      let methods = ["generateContent", "streamGenerateContent", "countTokens", "sing"]
      for target in methods.map({ "/v1beta/models/gemini-2.5-flash:\($0)" }) {
        let answer = try await server.request("POST", target + query, headers: headers, body: Self.body)
        #expect(answer.status == status)
        let error = try #require(try answer.decoded(GenerateAnswer.self).error)
        #expect(error.status == name)
        guard status == 400 else { continue }
        #expect(error.message == "API key not valid. Please pass a valid API key.")
        #expect(answer.text.contains("\"reason\": \"API_KEY_INVALID\""))
      }
      #expect(try await server.request("GET", "/health", headers: headers).status == 200, "health wants no key")
    }

    @Test(
      "keys stand for access tokens on Vertex AI's paths",
      arguments: [(nil, 401), ("x", 401), ("other", 200)] as [(String?, Int)]
    )
    func vertex(token: String?, status: Int) async throws {
      let target = "/v1beta1/projects/p/locations/us-central1/publishers/google/models/gemini-2.5-flash:generateContent"
      let answer = try await SurfaceServer.current.request(
        "POST",
        target,
        headers: token.map { ["Authorization": "Bearer \($0)"] } ?? [:],
        body: #"{"contents": [{"role": "user", "parts": [{"text": "hi"}]}]}"#
      )
      #expect(answer.status == status, "\(answer.text)")
      if status == 401 {
        #expect(answer.text.contains("UNAUTHENTICATED") && answer.text.contains("OAuth 2 access token"))
      }
    }
  }
}
