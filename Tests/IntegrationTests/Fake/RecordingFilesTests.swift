import Foundation
import TestSupport
import Testing

extension ProcessSuites {
  @Suite("Recordings as files")
  struct RecordingFilesTests {
    private func temporary() throws -> URL {
      let folder = FileManager.default.temporaryDirectory.appending(path: "pollux-recordings-\(UUID().uuidString)")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      return folder
    }

    /// A block that prints `data: 1`, as an answer that says it printed something else or not.
    private func answer(_ output: String) -> String {
      let code = #"print(\"data: 1\")\n# data: {}\n\n"#
      let parts =
        #"{"executableCode": {"language": "PYTHON", "code": "\#(code)"}}, "#
        + #"{"codeExecutionResult": {"outcome": "OUTCOME_OK", "output": "\#(output)\n"}}"#
      return #"{"candidates": [{"content": {"parts": [\#(parts)]}}]}"#
    }

    private func recording(
      _ type: String,
      _ text: String,
      question: String = #"{"text": "q"}"#,
      status: Int = 200
    ) throws -> String {
      let escaped = String(decoding: try JSONEncoder().encode(text), as: UTF8.self)
      let body = #"{"contents": [{"parts": [\#(question)]}]}"#
      return """
        {"interactions": [{
          "request": {"method": "POST", "path": "/v1beta/models/m:generateContent", "body": \(body)},
          "response": {"status": \(status), "contentType": "\(type)", "pieces": [{"afterMs": 0, "text": \(escaped)}]}
        }]}
        """
    }

    private func verify(_ recordings: [String]) async throws -> RunningProgram.Outcome {
      let folder = try temporary()
      defer { try? FileManager.default.removeItem(at: folder) }
      for (index, text) in recordings.enumerated() {
        try Data(text.utf8).write(to: folder.appending(path: "\(index).json"))
      }
      return try await pollux("recordings", "verify", folder.path)
    }

    @Test
    func `drift is told whatever the code says, and what cannot be read is named`() async throws {
      let (json, events) = ("application/json", "text/event-stream")
      let file = #"{"inlineData": {"mimeType": "text/csv", "data": "YQ=="}}"#
      let (right, wrong) = (answer("data: 1"), answer("data: 2"))
      let sound = try await verify([
        try recording(json, right), try recording(events, "data: \(right)\r\n\r\n"), try recording(json, "[\(right)]"),
        try recording(json, wrong, question: file), try recording(json, "no JSON", status: 502),
      ])
      #expect(sound.ending == .exited(0), "\(sound.everything)")
      #expect(sound.output == "3 responses with code, 0 blocks drifted, 1 with input files skipped\n")
      for drifted in [
        try recording(json, wrong), try recording(events, "data: \(wrong)\r\n\r\n"), try recording(json, "[\(wrong)]"),
      ] {
        let outcome = try await verify([drifted])
        #expect(outcome.ending == .exited(1), "\(outcome.everything)")
        #expect(outcome.output.contains(#"block 1: was OUTCOME_OK "data: 2", is OUTCOME_OK "data: 1""#))
        #expect(outcome.output.contains("1 responses with code, 1 block drifted"))
      }
      for broken in [
        try recording(json, "<html>"), try recording(events, "data: {\r\n\r\n"), try recording(events, "data: []\n\n"),
      ] {
        let outcome = try await verify([broken, try recording(json, right)])
        #expect(outcome.ending == .exited(1), "\(outcome.everything)")
        #expect(outcome.errors.contains("0.json: interactions[0]: the answer is not"), "\(outcome.everything)")
        #expect(outcome.output.contains("1 responses with code, 0 blocks drifted, 1 cannot be read"))
      }
      #expect(try await verify([]).ending == .exited(64))
    }

    @Test
    func `what is imported in part says so, and what was decoded is replayed`() async throws {
      let folder = try temporary()
      defer { try? FileManager.default.removeItem(at: folder) }
      let url = "https://generativelanguage.googleapis.com/v1beta/models/gemini-2.5-flash:generateContent"
      let text = """
        http_interactions:
        - request: { method: post, uri: "\(url)", body: { string: '{"contents": [{"parts": [{"text": "q"}]}]}' } }
          response:
            status: { code: 200 }
            headers: { Content-Encoding: [gzip], Content-Type: [application/json] }
            body: { base64_string: H4sIAAAAAAACA6tWSlSyUgAStQBgsk+rCgAAAA== }
        - request: { method: post, uri: "\(url)", body: { string: 'no JSON' } }
          response: { status: { code: 200 }, body: { string: '{}' } }
        - request: { method: get, uri: "https://example.com/page?token=s3cret" }
          response: { status: { code: 200 }, body: { string: '<html>' } }
        """
      let (file, recordings) = (folder.appending(path: "ruby.yml"), folder.appending(path: "r").path)
      try Data(text.utf8).write(to: file)
      let outcome = try await pollux("recordings", "import", file.path, "--to", recordings)
      #expect(outcome.ending == .exited(1), "\(outcome.everything)")
      #expect(outcome.output.contains("VCR of Ruby, 1 interactions in"))
      #expect(outcome.errors.contains("left out, entry 2 (POST \(url)): its request is not JSON"))
      #expect(
        outcome.errors.contains("left out, entry 3 (GET https://example.com/page): it does not ask a Gemini model")
      )
      #expect(!outcome.everything.contains("s3cret"))
      let replay = try await ServerProcess(
        ServerProcess.SetUp(environment: ["POLLUX_REPLAY": recordings, "POLLUX_SANDBOX": "off"], waitsForTiers: false)
      )
      let answer = try await replay.request(body: #"{"contents": [{"parts": [{"text": "q"}]}]}"#)
      #expect(answer.text == #"{"a": "a"}"#)
      try await replay.stop()
    }

    @Test
    func `whatever is imported is replayed, and what cannot be is left out`() async throws {
      let folder = try temporary()
      defer { try? FileManager.default.removeItem(at: folder) }
      let model = "/v1/projects/p/locations/l/publishers/google/models/text-embedding-004"
      func entry(_ method: String, _ body: String, _ answer: String, model: String = model) -> String {
        """
        - request: { method: POST, uri: "https://a.example\(model):\(method)", body: '\(body)' }
          response: { status: { code: 200 }, body: { string: '{"a": "\(answer)"}' } }

        """
      }
      let (one, two) = (#"{"instances": [{"content": "1"}]}"#, #"{"instances": [{"content": "2"}]}"#)
      let text =
        "interactions:\n" + entry("predict", one, "vector of 1") + entry("predict", two, "vector of 2")
        + entry("computeTokens", one, "tokens of 1") + entry("rawPredict", one, "raw")
        + entry("predict", one, "image", model: "/v1beta/models/imagen-4")
      let (file, recordings) = (folder.appending(path: "a.yaml"), folder.appending(path: "r").path)
      try Data(text.utf8).write(to: file)
      let outcome = try await pollux("recordings", "import", file.path, "--to", recordings)
      #expect(outcome.ending == .exited(1) && outcome.output.contains("VCR, 3 interactions"), "\(outcome.everything)")
      #expect(outcome.errors.contains("entry 4 (POST https://a.example\(model):rawPredict): replays answer no such"))
      #expect(outcome.errors.contains("entry 5 (POST https://a.example/v1beta/models/imagen-4:predict): replays"))
      let replay = try await ServerProcess(
        ServerProcess.SetUp(environment: ["POLLUX_REPLAY": recordings, "POLLUX_SANDBOX": "off"], waitsForTiers: false)
      )
      #expect(try await replay.request("POST", "\(model):predict", body: two).text == #"{"a": "vector of 2"}"#)
      #expect(try await replay.request("POST", "\(model):predict", body: one).text == #"{"a": "vector of 1"}"#)
      #expect(try await replay.request("POST", "\(model):computeTokens", body: one).text == #"{"a": "tokens of 1"}"#)
      let other = try await replay.request("POST", "\(model):predict", body: #"{"instances": [{"content": "3"}]}"#)
      #expect(other.status == 400 && other.text.contains("was not recorded"), "\(other.text)")
      try await replay.stop()
    }

    @Test
    func `a reset begins a replay anew`() async throws {
      let folder = try temporary()
      defer { try? FileManager.default.removeItem(at: folder) }
      func interaction(_ answer: String) -> String {
        #"""
        {"request": {"method": "POST", "path": "/v1beta/models/gemini-2.5-flash:generateContent",
        "body": {"contents": [{"parts": [{"text": "q"}]}]}},
        "response": {"status": 200, "pieces": [{"text": "\#(answer)"}]}}
        """#
      }
      let text = #"{"interactions": [\#(interaction("first")), \#(interaction("second"))]}"#
      try Data(text.utf8).write(to: folder.appending(path: "a.json"))
      let replay = try await ServerProcess(
        ServerProcess.SetUp(environment: ["POLLUX_REPLAY": folder.path, "POLLUX_SANDBOX": "off"], waitsForTiers: false)
      )
      func ask(in namespace: String = "") async throws -> String {
        let path = namespace.isEmpty ? "" : "/t/\(namespace)"
        let target = "\(path)/v1beta/models/gemini-2.5-flash:generateContent"
        return try await replay.request("POST", target, body: #"{"contents": [{"parts": [{"text": "q"}]}]}"#).text
      }
      #expect(try await [ask(), ask(), ask(in: "a"), ask(in: "a")] == ["first", "second", "first", "second"])
      #expect(try await replay.request("POST", "/_pollux/reset?namespace=a", body: "").status == 200)
      #expect(try await [ask(), ask(in: "a")] == ["second", "first"])
      #expect(try await replay.request("POST", "/_pollux/reset/journal", body: "").status == 200)
      #expect(try await ask() == "second")
      #expect(try await replay.request("POST", "/_pollux/reset", body: "").status == 200)
      #expect(try await [ask(), ask(in: "a")] == ["first", "first"])
      try await replay.stop()
    }

    @Test
    func `names are made, and an answer is never lost over one`() async throws {
      let folder = try temporary()
      defer { try? FileManager.default.removeItem(at: folder) }
      let upstream = try await ServerProcess(
        ServerProcess.SetUp(environment: ["POLLUX_SANDBOX": "off"], waitsForTiers: false)
      )
      let recordings = folder.appending(path: "a/r")
      let recorder = try await ServerProcess(
        ServerProcess.SetUp(
          environment: [
            "POLLUX_RECORD": recordings.path, "POLLUX_UPSTREAM": upstream.url, "POLLUX_SANDBOX": "off",
          ],
          logLevel: "error",
          waitsForTiers: false
        )
      )
      func body(_ prompt: String) -> String { #"{"contents": [{"role": "user", "parts": [{"text": "\#(prompt)"}]}]}"# }
      let model = "/v1beta/models/gemini-2.5-flash"
      for target in [
        "\(model):generateContent", "\(model)%3AgenerateContent", "\(model):generateContent/",
        "\(model):..%2F..%2F..%2Fetc%2Fpasswd", "\(model):generate%00Content", "\(model):größe",
        "\(model):\(String(repeating: "x", count: 3_000))", "\(model)%2F..%3AgenerateContent",
      ] {
        // Whatever the upstream says to such a path, the client is told.
        let prompt = body("../../\(target)")
        let answer = try await recorder.request("POST", target, body: prompt)
        let expected = try await upstream.request("POST", target, body: prompt)
        #expect(answer.status == expected.status && answer.status != 500, "\(target): \(answer.text)")
      }
      let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter { $0 != "a" && $0 != "a/r" }
      #expect(!names.isEmpty)
      #expect(names.allSatisfy { $0.wholeMatch(of: #/a\/r\/[A-Za-z0-9-]{1,120}\.json/#) != nil }, "\(names)")
      // Where nothing can be written, the client has its answer, and the log has the reason.
      try FileManager.default.removeItem(at: recordings)
      try Data().write(to: recordings)
      let answer = try await recorder.request(body: body("another question"))
      #expect(answer.status == 200, "\(answer.text)")
      let stream = try await recorder.request("POST", ServerProcess.stream, body: body("one more"))
      #expect(stream.status == 200 && stream.text.hasSuffix("\r\n\r\n"))
      #expect(recorder.program.errors.contains("could not be written"), "\(recorder.program.errors)")
      try await recorder.stop()
      try await upstream.stop()
    }
  }
}
