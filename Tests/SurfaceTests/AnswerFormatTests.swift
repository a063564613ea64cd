import Foundation
import Testing
import TestSupport

extension Surfaces.AsDelivered {
  /// What a client may ask of the form of an answer.
  @Suite("Formats of an answer")
  struct AnswerFormatTests {
    private static let body =
      #"{"contents": [{"parts": [{"text": "```python\nprint(1)\n```"}]}], "tools": [{"codeExecution": {}}]}"#

    @Test("enums are numbers for clients that ask", arguments: ["$alt", "%24alt", "alt"])
    func enums(name: String) async throws {
      let target = SurfaceServer.generate + "?\(name)=json%3Benum-encoding%3Dint"
      let answer = try await SurfaceServer.current.request("POST", target, body: Self.body)
      #expect(answer.status == 200)
      for member in [#""language": 1"#, #""outcome": 1"#, #""finishReason": 1"#, #""modality": 1"#] {
        #expect(answer.text.contains(member), "\(answer.text)")
      }
      let stream =
        SurfaceServer.generate.replacing("generate", with: "streamGenerate")
        + "?\(name)=json;enum-encoding=int"
      #expect(try await SurfaceServer.current.request("POST", stream, body: Self.body).text.contains(#""outcome": 1"#))
    }

    @Test("one line for clients that ask", arguments: ["prettyPrint=false", "$prettyPrint=false", "prettyPrint=0"])
    func line(parameter: String) async throws {
      let answer = try await SurfaceServer.current.request(
        "POST",
        SurfaceServer.generate + "?" + parameter,
        body: Self.body
      )
      #expect(answer.status == 200)
      #expect(!answer.text.contains("\n"))
      let pretty = try await SurfaceServer.current.request("POST", SurfaceServer.generate, body: Self.body)
      #expect(pretty.text.hasPrefix("{\n  \"candidates\": [\n") && pretty.text.hasSuffix("}\n"))
    }

    @Test("gzip for clients that take it, and for none else; streams are never compressed")
    func gzip() async throws {
      let server = try SurfaceServer.current
      for (accepted, isCompressed) in [
        ("gzip", true), ("deflate, gzip;q=0.5", true), ("*", true), ("gzip;q=0", false), ("br", false), ("", false),
      ] {
        let headers = accepted.isEmpty ? [:] : ["Accept-Encoding": accepted]
        let answer = try await server.request("GET", "/v1beta/models?pageSize=1000", headers: headers)
        #expect((answer.headers["content-encoding"] == "gzip") == isCompressed, "\(accepted)")
        #expect(answer.headers["content-length"] == String(answer.body.count))
        guard isCompressed else { continue }
        let plain = try await server.request("GET", "/v1beta/models?pageSize=1000").body
        #expect(answer.body.count < plain.count / 2)
        #expect(try await unpacked(answer.body) == plain)
      }
      let headers = ["Accept-Encoding": "gzip"]
      let stream = try await server.request("POST", SurfaceServer.stream, headers: headers, body: Self.body)
      #expect(stream.headers["content-encoding"] == nil && stream.text.hasPrefix("data: "))
      let small = try await server.request("GET", "/v1beta/tunedModels", headers: headers)
      #expect(small.text == "{}\n")
    }

    private func unpacked(_ bytes: [UInt8]) async throws -> [UInt8] {
      let file = FileManager.default.temporaryDirectory.appending(path: "pollux-\(UUID().uuidString).gz")
      defer { try? FileManager.default.removeItem(at: file) }
      try Data(bytes).write(to: file)
      let outcome = try await RunningProgram("/usr/bin/gzip", ["-dc", file.path]).outcome()
      return Array(outcome.output.utf8)
    }

    @Test("another format is refused with its name", arguments: ["proto", "media", "xml"])
    func unknown(format: String) async throws {
      let answer = try await SurfaceServer.current.request(
        "POST",
        SurfaceServer.generate + "?alt=\(format)",
        body: Self.body
      )
      #expect(answer.status == 400 && answer.text.contains("\\\"\(format)\\\""), "\(answer.text)")
    }
  }

  @Suite("Embeddings")
  struct EmbeddingTests {
    private struct Answer: Decodable {
      struct Embedding: Decodable { var values: [Double] }
      var embedding: Embedding?
      var embeddings: [Embedding]?
    }

    private static func one(_ text: String, _ more: String = "") -> String {
      #"{"content": {"parts": [{"text": "\#(text)"}]}\#(more)}"#
    }

    private func vectors(_ texts: [String], _ more: String = "") async throws -> [[Double]] {
      let body = #"{"requests": [\#(texts.map { Self.one($0, more) }.joined(separator: ","))]}"#
      let target = "/v1/models/gemini-embedding-001:batchEmbedContents"
      let answer = try await SurfaceServer.current.request("POST", target, body: body)
      return try #require(try answer.decoded(Answer.self).embeddings, "\(answer.text)").map(\.values)
    }

    private func product(_ left: [Double], _ right: [Double]) -> Double {
      zip(left, right).reduce(0) { $0 + $1.0 * $1.1 }
    }

    @Test("equal texts have equal vectors of length one, those with words in common near ones")
    func distances() async throws {
      let found = try await vectors([
        "The cat sat on the mat", "The cat sat on the mat", "A cat sat on my mat", "Quarterly revenue fell sharply",
      ])
      #expect(found.allSatisfy { $0.count == 3_072 && abs(product($0, $0) - 1) < 1e-4 })
      #expect(found[0] == found[1])
      #expect(product(found[0], found[2]) > 0.5)
      #expect(abs(product(found[0], found[3])) < 0.1)
    }

    @Test("as many numbers as are asked for", arguments: [1, 10, 768, 3_072])
    func dimensions(count: Int) async throws {
      let found = try await vectors(
        ["a"],
        #", "outputDimensionality": \#(count), "taskType": "CLUSTERING", "title": "t""#
      )
      #expect(found[0].count == count)
      #expect(abs(product(found[0], found[0]) - 1) < 1e-4)
    }

    @Test("one content, and a file")
    func single() async throws {
      let server = try SurfaceServer.current
      let target = "/v1beta/models/text-embedding-004:embedContent"
      let text: Answer = try await server.request(
        "POST",
        target,
        body: Self.one("a", #", "model": "models/text-embedding-004""#)
      )
      .decoded()
      #expect(text.embedding?.values.count == 768)
      let file = #"{"content": {"parts": [{"inlineData": {"mimeType": "image/png", "data": "iVBORw=="}}]}}"#
      let image: Answer = try await server.request("POST", "/v1/models/gemini-embedding-2:embedContent", body: file)
        .decoded()
      #expect(image.embedding?.values.count == 3_072)
    }

    @Test("a request that cannot be answered is told why")
    func refusals() async throws {
      let server = try SurfaceServer.current
      let batch = "/v1beta/models/gemini-embedding-001:batchEmbedContents"
      let single = "/v1beta/models/gemini-embedding-001:embedContent"
      let many = #"{"requests": [\#(Array(repeating: Self.one("a"), count: 101).joined(separator: ","))]}"#
      for (target, body, says) in [
        (batch, "{}", "requests is not specified"), (batch, many, "at most 100"),
        (single, "{}", "content is not specified"),
        (single, Self.one("a", #", "outputDimensionality": 3073"#), "[1, 3072]"),
        (single, Self.one("a", #", "outputDimensionality": 0"#), "[1, 3072]"),
        (single, Self.one("a", #", "model": "models/gemini-2.5-flash""#), "not the model of the path"),
        (single, Self.one("a", #", "taskType": "GUESSING""#), "GUESSING"),
        (single, Self.one("a", #", "wings": 2"#), "wings"),
        (batch, #"{"requests": [{"content": {"parts": []}}]}"#, "requests[0].content"),
      ] {
        let answer = try await server.request("POST", target, body: body)
        #expect(answer.status == 400, "\(body.prefix(80))")
        #expect(try answer.decoded(GenerateAnswer.self).error?.message.contains(says) == true, "\(answer.text)")
      }
      let other = try await server.request("POST", "/v1/models/gemini-2.5-flash:embedContent", body: Self.one("a"))
      #expect(other.status == 404 && other.text.contains("not supported for embedContent"))
    }
  }
}
