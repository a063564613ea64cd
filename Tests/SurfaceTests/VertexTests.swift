import Foundation
import Testing
import TestSupport

extension Surfaces.AsDelivered {
  /// What Vertex AI alone has, on each form of its paths.
  @Suite("Vertex AI")
  struct VertexTests {
    private static let prefixes = [
      "/v1beta1/projects/p1/locations/us-central1/publishers/google/models/", "/v1/publishers/google/models/",
    ]
    private static let model = prefixes[0] + "gemini-2.5-flash"

    private func post(_ target: String, _ body: String) async throws -> HTTPAnswer {
      try await SurfaceServer.current.request("POST", target, body: body)
    }

    @Test("makes vectors by predict, with what it knows of each text", arguments: prefixes)
    func predict(prefix: String) async throws {
      struct Answer: Decodable {
        struct Prediction: Decodable {
          struct Embeddings: Decodable {
            struct Statistics: Decodable, Equatable {
              var token_count: Int
              var truncated: Bool
            }
            var values: [Float]
            var statistics: Statistics
          }
          var embeddings: Embeddings
        }
        struct Metadata: Decodable { var billableCharacterCount: Int }
        var predictions: [Prediction]
        var metadata: Metadata
      }
      let body = """
        {"instances": [{"content": "What is life?", "task_type": "RETRIEVAL_QUERY", "title": "t"}, {"content": "a b"}],
         "parameters": {"outputDimensionality": 5, "autoTruncate": false}}
        """
      let answer: Answer = try await post(prefix + "text-embedding-005:predict", body).decoded()
      #expect(answer.predictions.map(\.embeddings.values.count) == [5, 5])
      #expect(answer.predictions.map(\.embeddings.statistics.token_count) == [4, 2])
      #expect(answer.predictions.map(\.embeddings.statistics.truncated) == [false, false])
      #expect(answer.metadata.billableCharacterCount == 13)
      let again: Answer = try await post(prefix + "text-embedding-005:predict", body).decoded()
      #expect(again.predictions.map(\.embeddings.values) == answer.predictions.map(\.embeddings.values))
    }

    @Test(
      "makes no other predictions",
      arguments: [
        ("gemini-2.5-flash:predict", #"{"instances": [{"content": "a"}]}"#, 400, "Gemini cannot be accessed through"),
        ("gemini-9:predict", #"{"instances": [{"content": "a"}]}"#, 404, "Publisher Model"),
        ("text-embedding-005:predict", "{}", 400, "Empty instances."),
        ("text-embedding-005:predict", #"{"instances": {"content": 5}}"#, 400, "Invalid value at 'instances.content'"),
        (
          "text-embedding-005:predict",
          #"{"instances": [\#(Array(repeating: #"{"content": "a"}"#, count: 251).joined(separator: ","))]}"#, 400,
          "250 instance(s) is allowed per prediction. Actual: 251"
        ),
        (
          "text-embedding-005:predict",
          #"{"instances": [{"content": "a"}], "parameters": {"outputDimensionality": 769}}"#,
          400, "must be in the range [1, 768]"
        ),
      ]
    )
    func badPredict(method: String, body: String, status: Int, says: String) async throws {
      let answer = try await post(Self.prefixes[0] + method, body)
      #expect(answer.status == status)
      #expect(answer.text.contains(says), "\(answer.text)")
    }

    @Test("tells the tokens of texts by computeTokens, as many as it counts", arguments: prefixes)
    func computeTokens(prefix: String) async throws {
      struct Answer: Decodable {
        struct Info: Decodable {
          var role: String
          var tokens: [Data]
          var tokenIds: [String]
        }
        var tokensInfo: [Info]
      }
      let body = #"{"contents": [{"role": "user", "parts": [{"text": "Grüße an 日本 🎉"}, {"text": "one two"}]}]}"#
      let answer: Answer = try await post(prefix + "gemini-2.5-flash:computeTokens", body).decoded()
      #expect(
        answer.tokensInfo.map { String(decoding: Data($0.tokens.joined()), as: UTF8.self) } == [
          "Grüße an 日本 🎉", "one two",
        ]
      )
      #expect(answer.tokensInfo[1].tokens == [Data("one".utf8), Data(" two".utf8)])
      for info in answer.tokensInfo {
        #expect(info.role == "user")
        #expect(info.tokenIds.count == info.tokens.count)
        #expect(info.tokenIds.allSatisfy { Int($0) != nil })
      }
      struct Counted: Decodable { var totalTokens: Int }
      let counted: Counted = try await post(prefix + "gemini-2.5-flash:countTokens", body).decoded()
      #expect(counted.totalTokens == answer.tokensInfo.reduce(0) { $0 + $1.tokens.count })
    }

    @Test(
      "computes no tokens of what is not a text",
      arguments: [
        ("{}", 400, "at least one contents field is required"),
        (
          #"{"contents": [{"role": "user", "parts": [{"inlineData": {"mimeType": "image/png", "data": "AA"}}]}]}"#, 400,
          "parts[0]"
        ),
        (
          #"{"contents": [{"role": "user", "parts": [{"text": "\#(String(repeating: "1", count: 1_048_577))"}]}]}"#,
          400, "(1048577)"
        ),
      ]
    )
    func badTokens(body: String, status: Int, says: String) async throws {
      let answer = try await post(Self.model + ":computeTokens", body)
      #expect(answer.status == status)
      #expect(answer.text.contains(says), "\(answer.text.prefix(500))")
      #expect(try await post("/v1beta/models/gemini-2.5-flash:computeTokens", body).status == 404)
    }

    private static let hello = #""contents": [{"role": "user", "parts": [{"text": "hi"}]}]"#

    @Test(
      "has Model Armor, and the Gemini API has tiers",
      arguments: [#""modelArmorConfig": {"promptTemplateName": ""}"#, #""service_tier": "flex""#]
    )
    func fields(field: String) async throws {
      let body = "{\(Self.hello), \(field)}"
      let isArmor = field.contains("Armor")
      for (target, isTaken) in [(Self.model, isArmor), ("/v1beta/models/gemini-2.5-flash", !isArmor)] {
        for method in [":generateContent", ":streamGenerateContent?alt=sse"] {
          let answer = try await post(target + method, body)
          #expect(answer.status == (isTaken ? 200 : 400), "\(answer.text)")
          guard !isTaken else { continue }
          let name = isArmor ? "modelArmorConfig" : "serviceTier"
          #expect(answer.text.contains("Unknown name \\\"\(name)\\\": Cannot find field."), "\(answer.text)")
        }
      }
    }

    @Test(
      "says of a cache that is not there that it is not, and of another name that it is none",
      arguments: [
        ("cachedContents/8163416782997028864", 404, "Not found: cached content metadata for 8163416782997028864."),
        ("projects/p1/locations/us-central1/cachedContents/816", 404, "Not found: cached content metadata for 816."),
        ("batchPredictionJobs/123", 400, "unexpected cached content name format"),
        ("projects/p1/locations/us-central1/batchPredictionJobs/1", 400, "unexpected cached content name format"),
        ("locations/us-central1/cachedContents/1", 400, "unexpected cached content name format"),
      ]
    )
    func caches(name: String, status: Int, says: String) async throws {
      let answer = try await post(Self.model + ":generateContent", #"{\#(Self.hello), "cachedContent": "\#(name)"}"#)
      #expect(answer.status == status)
      #expect(answer.text.contains(says), "\(answer.text)")
    }

    @Test("keeps caches under names of its own, and says that one is not there")
    func cacheNames() async throws {
      let server = try SurfaceServer.current
      let path = "/v1beta1/projects/p1/locations/us-central1/cachedContents"
      let text = String(repeating: "All work and no play makes a dull page. ", count: 300)
      let model = "projects/p1/locations/us-central1/publishers/google/models/gemini-2.5-flash"
      struct Made: Decodable { var name: String }
      let made: Made = try await post(
        path,
        #"{"model": "\#(model)", "contents": [{"role": "user", "parts": [{"text": "\#(text)"}]}]}"#
      ).decoded()
      #expect(made.name.hasPrefix("projects/p1/locations/us-central1/cachedContents/"))
      let used = try await post(Self.model + ":generateContent", #"{\#(Self.hello), "cachedContent": "\#(made.name)"}"#)
      #expect(used.status == 200 && used.text.contains("cachedContentTokenCount"), "\(used.text)")
      #expect(try await server.request("DELETE", "/v1beta1/\(made.name)").status == 200)
      let id = try #require(made.name.split(separator: "/").last)
      for method in ["GET", "DELETE"] {
        let gone = try await server.request(method, "/v1beta1/\(made.name)")
        #expect(gone.status == 404)
        #expect(gone.text.contains("Cached content \(id) is not found."), "\(gone.text)")
      }
    }

    @Test(
      "has no model of Google's under a customer's name",
      arguments: [("gemini-2.5-flash", 400), ("2171259487", 404)]
    )
    func ownModels(name: String, status: Int) async throws {
      let answer = try await SurfaceServer.current.request("GET", "/v1beta1/models/\(name)")
      #expect(answer.status == status, "\(answer.text)")
    }

    @Test("a cache is made of a model's own name, before its files are looked at")
    func cacheModel() async throws {
      let parts = #"{"fileData": {"fileUri": "gs://b/a.pdf", "mimeType": "application/pdf"}}"#
      func create(_ path: String, _ model: String) async throws -> HTTPAnswer {
        try await post(path, #"{"model": "\#(model)", "contents": [{"role": "user", "parts": [\#(parts)]}]}"#)
      }
      for model in ["models/publishers/google/models/gemini-2.5-flash", "publishers/google/models/gemini-2.5-flash"] {
        let refused = try await create("/v1beta/cachedContents", model)
        #expect(refused.status == 404)
        #expect(refused.text.contains("is not supported for createCachedContent"), "\(refused.text)")
      }
      // With the model's right name the file is what is wrong: a cache is counted to the token.
      let project = "/v1beta1/projects/p1/locations/us-central1"
      for (path, model) in [
        ("/v1beta/cachedContents", "models/gemini-2.5-flash"), ("/v1beta/cachedContents", "gemini-2.5-flash"),
        (
          project + "/cachedContents",
          project.dropFirst("/v1beta1/".count) + "/publishers/google/models/gemini-2.5-flash"
        ),
      ] {
        let refused = try await create(path, model)
        #expect(refused.status == 400)
        #expect(refused.text.contains("gs://b/a.pdf"), "\(refused.text)")
      }
    }
  }
}
