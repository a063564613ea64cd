import Foundation
import Testing
import TestSupport

extension Surfaces.AsDelivered {
  /// Every form of path clients use, and what is said where nothing is served.
  @Suite("Paths of the API")
  struct GeminiPathTests {
    private static let body = #"{"contents": [{"role": "user", "parts": [{"text": "hi"}]}]}"#
    private static let project = "/projects/p1/locations/us-central1"

    @Test(
      "a model of the Gemini API",
      arguments: [
        "/v1/models/", "/v1beta/models/", "/v1alpha/models/", "/models/", "//v1beta//models/", "/v1/models/models/",
        "/v1beta/models%2F",
      ]
    )
    func gemini(prefix: String) async throws {
      let server = try SurfaceServer.current
      let answer = try await server.request("POST", prefix + "gemini-2.5-flash:generateContent", body: Self.body)
      #expect(answer.status == 200, "\(answer.text)")
      #expect(!answer.text.contains("createTime"), "the Gemini API's form")
      let counted = try await server.request("POST", prefix + "gemini-2.5-flash:countTokens", body: Self.body)
      #expect(counted.text.contains("\"totalTokens\""), "\(counted.text)")
    }

    @Test(
      "a model of Vertex AI, in its dialect",
      arguments: [
        "/v1beta1" + project + "/publishers/google/models/", "/v1" + project + "/publishers/google/models/",
        "/v1beta1/publishers/google/models/", "/publishers/google/models/",
      ]
    )
    func vertex(prefix: String) async throws {
      let server = try SurfaceServer.current
      let answer = try await server.request("POST", prefix + "gemini-2.5-flash:generateContent", body: Self.body)
      #expect(answer.status == 200, "\(answer.text)")
      #expect(answer.text.contains("createTime") && !answer.text.contains("\"index\""), "\(answer.text)")
      let stream = try await server.request(
        "POST",
        prefix + "gemini-2.5-flash:streamGenerateContent?alt=sse",
        body: Self.body
      )
      #expect(stream.text.hasPrefix("data: {") && stream.text.contains("createTime"))
      let unknown = try await server.request("POST", prefix + "gemini-9:generateContent", body: Self.body)
      #expect(unknown.status == 404)
      #expect(unknown.text.contains("Publisher Model `publishers/google/models/gemini-9` was not found"))
    }

    struct Nothing: CustomTestStringConvertible {
      var testDescription: String { "\(method) \(target)" }
      var method: String
      var target: String
      var status: Int
      var says: String
    }

    @Test(
      "what is not served is told in the API's form",
      arguments: [
        Nothing(
          method: "GET",
          target: "/v1/models/123",
          status: 404,
          says: "Model is not found: models/123 for api version v1"
        ),
        Nothing(method: "DELETE", target: "/v1/models/123", status: 404, says: "Model is not found: models/123"),
        Nothing(method: "PATCH", target: "/v1/models/123", status: 404, says: "Model is not found: models/123"),
        Nothing(method: "DELETE", target: "/v1/tunedModels/a", status: 404, says: "Model is not found: tunedModels/a"),
        Nothing(method: "GET", target: "/v1/tunedModels/a", status: 404, says: "Model is not found: tunedModels/a"),
        Nothing(
          method: "POST",
          target: "/v1/tunedModels/a:generateContent",
          status: 404,
          says: "is not found for API version v1, or is not supported for generateContent"
        ),
        Nothing(
          method: "POST",
          target: "/v1beta/models/publishers/google/models/gemini-2.5-flash:generateContent",
          status: 404,
          says: "models/publishers/google/models/gemini-2.5-flash is not found for API version v1beta"
        ),
        Nothing(
          method: "POST",
          target: "/v1/models/google/gemini-2.5-flash:generateContent",
          status: 404,
          says: "models/google/gemini-2.5-flash is not found for API version v1"
        ),
        Nothing(
          method: "GET",
          target: "/v1beta/models/publishers/google/models/gemini-2.5-flash",
          status: 404,
          says: "Model is not found: models/publishers/google/models/gemini-2.5-flash"
        ),
        Nothing(
          method: "POST",
          target: "/v1beta/models/text-embedding-005:embedContent",
          status: 404,
          says: "models/text-embedding-005 is not found for API version v1beta"
        ),
        Nothing(
          method: "POST",
          target: "/v1/publishers/google/models/gemini-2.5-computer-use-preview-10-2025:generateContent",
          status: 404,
          says: "was not found or your project does not have access"
        ),
        Nothing(
          method: "POST",
          target: "/v1beta1/models/gemini-2.5-flash:generateContent",
          status: 404,
          says: "Publisher Model `publishers/google/models/models/gemini-2.5-flash` was not found"
        ),
        Nothing(
          method: "POST",
          target: "/v1beta1" + project + "/models/gemini-2.5-flash:generateContent",
          status: 404,
          says: "Nothing is served"
        ),
        Nothing(
          method: "POST",
          target: "/v1" + project + "/publishers/google/models/models/gemini-2.5-flash:countTokens",
          status: 404,
          says: "was not found or your project does not have access"
        ),
        Nothing(
          method: "POST",
          target: "/v1beta1/models/gemini-2.5-flash:computeTokens",
          status: 404,
          says: "was not found or your project does not have access"
        ),
        Nothing(method: "POST", target: "/v1/tunedModels", status: 404, says: "cannot be tuned"),
        Nothing(
          method: "POST",
          target: "/v1" + project + "/endpoints/4:generateContent",
          status: 404,
          says: "not found"
        ),
        Nothing(
          method: "POST",
          target: "/v1/publishers/other/models/m:generateContent",
          status: 404,
          says: "was not found or your project does not have access"
        ),
        Nothing(
          method: "POST",
          target: "/v1beta/models/gemini-2.5-flash:predict",
          status: 404,
          says: "or is not supported for predict"
        ),
        Nothing(
          method: "POST",
          target: "/v1beta/models/gemini-embedding-001:generateContent",
          status: 404,
          says: "or is not supported for generateContent"
        ),
        Nothing(method: "POST", target: "/v1beta/interactions", status: 404, says: "generateContent"),
        Nothing(method: "GET", target: "/v1beta/interactions/v1_x?stream=false", status: 404, says: "generateContent"),
        Nothing(method: "POST", target: "/v1beta1" + project + "/interactions", status: 404, says: "generateContent"),
        Nothing(method: "POST", target: "/v1alpha/auth_tokens", status: 404, says: "Live API"),
        Nothing(method: "GET", target: "/v1/fileSearchStores/a/documents", status: 404, says: "File search"),
        Nothing(method: "GET", target: "/v1/environments", status: 404, says: "Environments"),
        Nothing(method: "GET", target: "/v1/operations/a", status: 404, says: "long-running"),
        Nothing(
          method: "POST",
          target: "/upload/v1beta/fileSearchStores/a:uploadToFileSearchStore",
          status: 404,
          says: "File search"
        ),
        Nothing(method: "GET", target: "/", status: 404, says: "/v1beta/models"),
        Nothing(method: "GET", target: "/index.html", status: 404, says: "/v1beta/models"),
      ]
    )
    func nothing(_ nothing: Nothing) async throws {
      let answer = try await SurfaceServer.current.request(
        nothing.method,
        nothing.target,
        body: nothing.method == "POST" ? Self.body : ""
      )
      #expect(answer.status == nothing.status)
      #expect(answer.headers["content-type"] == "application/json; charset=UTF-8")
      let error = try #require(try answer.decoded(GenerateAnswer.self).error)
      #expect(error.code == nothing.status)
      #expect(error.status == "NOT_FOUND")
      #expect(error.message.contains(nothing.says), "\(error.message)")
    }

    @Test("there are no tuned models")
    func tunedModels() async throws {
      let answer = try await SurfaceServer.current.request("GET", "/v1beta/tunedModels?pageSize=10")
      #expect(answer.status == 200 && answer.text == "{}\n")
    }

    @Test("pages of models are whole, in order and without repetition")
    func pages() async throws {
      struct Page: Decodable {
        struct Model: Decodable { var name: String }
        var models: [Model]
        var nextPageToken: String?
      }
      let server = try SurfaceServer.current
      let all: Page = try await server.request("GET", "/v1beta/models?pageSize=1000").decoded()
      #expect(all.nextPageToken == nil)
      var names: [String] = []
      var token: String? = ""
      while let at = token {
        let page: Page = try await server.request("GET", "/v1beta/models?pageSize=7&pageToken=\(at)").decoded()
        names += page.models.map(\.name)
        token = page.nextPageToken
      }
      #expect(names == all.models.map(\.name))
      #expect(try await server.request("GET", "/v1beta/models?pageToken=x").status == 400)
    }
  }
}
