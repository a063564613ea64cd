import Foundation
import ModelBackends
import TestSupport
import Testing

extension Surfaces.AsDelivered {
  /// What OpenAI's clients find besides chat completions.
  @Suite("Models and vectors for OpenAI's clients")
  struct ChatModelTests {
    private struct Model: Decodable {
      var id: String
      var object: String
      var owned_by: String
      var display_name: String
    }
    private struct Models: Decodable {
      var object: String
      var data: [Model]
    }
    private struct Vectors: Decodable {
      struct Vector: Decodable {
        var index: Int
        var embedding: [Float]
      }
      struct Usage: Decodable { var prompt_tokens: Int }
      var model: String
      var data: [Vector]
      var usage: Usage
    }

    private func get(_ path: String) async throws -> HTTPAnswer {
      try await SurfaceServer.current.request("GET", "/v1beta/openai/" + path)
    }

    private func embed(_ body: String, path: String = "/v1beta/openai/embeddings") async throws -> HTTPAnswer {
      try await SurfaceServer.current.request("POST", path, body: body)
    }

    @Test
    func `all models are listed, and each is found under its name and id`() async throws {
      struct Listed: Decodable {
        struct Model: Decodable { var name: String }
        var models: [Model]
      }
      let models: Models = try await get("models").decoded()
      let listed: Listed = try await SurfaceServer.current.request("GET", "/v1beta/models?pageSize=1000").decoded()
      #expect(models.object == "list" && models.data.map(\.id) == listed.models.map(\.name))
      #expect(models.data.allSatisfy { $0.object == "model" && $0.owned_by == "google" && !$0.display_name.isEmpty })
      for name in ["gemini-2.5-flash", "models/gemini-2.5-flash", "models%2Fgemini-2.5-flash"] {
        let model: Model = try await get("models/" + name).decoded()
        #expect(model.id == "models/gemini-2.5-flash")
      }
      let error = try await get("models/gpt-5").chatError()
      #expect(error.code == 404 && error.message == "Model is not found: models/gpt-5 for api version v1beta")
      #expect(try await get("models/a/b").chatError().code == 404)
    }

    @Test
    func `vectors are those of the Gemini API, with their places and tokens`() async throws {
      struct Embedded: Decodable {
        struct Embedding: Decodable { var values: [Float] }
        var embedding: Embedding
      }
      let body = #"{"model": "gemini-embedding-001", "input": ["What is life?", "a b"], "dimensions": 5}"#
      let vectors: Vectors = try await embed(body).decoded()
      #expect(vectors.model == "gemini-embedding-001" && vectors.data.map(\.index) == [0, 1])
      #expect(vectors.data.map(\.embedding.count) == [5, 5] && vectors.usage.prompt_tokens == 6)
      let own: Embedded = try await SurfaceServer.current.request(
        "POST",
        "/v1beta/models/gemini-embedding-001:embedContent",
        body: #"{"content": {"parts": [{"text": "What is life?"}]}, "outputDimensionality": 5}"#
      ).decoded()
      #expect(vectors.data.first?.embedding == own.embedding.values)
      // Some clients put `v1` behind every address, and the service takes it.
      let again: Vectors = try await embed(body, path: "/v1beta/openai/v1/embeddings").decoded()
      #expect(again.data.map(\.embedding) == vectors.data.map(\.embedding))
    }

    @Test(
      arguments: [
        (#"{"model": "gemini-2.5-flash", "input": "a"}"#, 404, "makes no vectors"),
        (#"{"model": "gemini-embedding-001", "input": "a", "dimensions": 0}"#, 400, "must be in the range"),
        (#"{"model": "gemini-embedding-001"}"#, 400, "input: is missing"),
        ("[", 400, "Invalid JSON"),
      ]
    )
    func `refusals come in a list`(body: String, status: Int, says: String) async throws {
      let error = try await embed(body).chatError()
      #expect(error.code == status && error.message.contains(says), "\(error)")
    }

    /// Answers everything with the same bytes.
    private struct Canned: VerbatimBackend {
      let status: Int
      let body: String

      func answer(_ request: RequestTransport) async throws -> VerbatimAnswer {
        #expect(request.path == "/v1beta/models/gemini-embedding-001:batchEmbedContents")
        let body = body
        return VerbatimAnswer(status: status, contentType: "application/json") { try await $0(Array(body.utf8)) }
      }
    }

    @Test(
      arguments: [
        (200, #"{"embeddings": [{"values": [0.25, 2]}]}"#, #""embedding":[0.25,2.0]"#),
        (200, "{}", "cannot be translated"), (429, #"{"error": {"code": 429}}"#, "[\n  {\n    \"error\""),
      ]
    )
    func `vectors of another server`(status: Int, body: String, says: String) async throws {
      let server = try await SurfaceServer(SurfaceServer.SetUp(backend: Canned(status: status, body: body)))
      let asked = #"{"model": "gemini-embedding-001", "input": "a"}"#
      let answer = try await server.request("POST", "/v1beta/openai/embeddings", body: asked)
      #expect(answer.text.contains(says), "\(answer.text)")
      try await server.stop()
    }
  }
}
