import Foundation
import TestSupport
import Testing

extension ProcessSuites {
  @Suite("Recordings")
  struct RecordingTests {
    private func temporary() throws -> URL {
      let folder = FileManager.default.temporaryDirectory.appending(path: "pollux-recordings-\(UUID().uuidString)")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      return folder
    }

    private func body(_ prompt: String, system: String? = nil) -> String {
      let instruction = system.map { #""systemInstruction": {"parts": [{"text": "\#($0)"}]}, "# } ?? ""
      return
        #"{\#(instruction)"contents": [{"role": "user", "parts": [{"text": "\#(prompt)"}]}], "tools": [{"codeExecution": {}}]}"#
    }

    private func server(_ environment: [String: String]) async throws -> ServerProcess {
      try await ServerProcess(ServerProcess.SetUp(changes: [:], environment: environment, waitsForTiers: false))
    }

    private func text(_ files: URL) throws -> String {
      try FileManager.default.contentsOfDirectory(atPath: files.path).sorted()
        .map { try String(contentsOf: files.appending(path: $0), encoding: .utf8) }.joined()
    }

    @Test
    func `what another server answers is written down without keys, and replayed strictly`() async throws {
      let folder = try temporary()
      defer { try? FileManager.default.removeItem(at: folder) }
      let fixtures = Repository.root.appending(path: "Tests/IntegrationTests/Fixtures/v1").path
      // It plays the service.
      let upstream = try await server(["POLLUX_FIXTURES": fixtures, "POLLUX_API_KEYS": "real-key"])
      let recorder = try await server([
        "POLLUX_RECORD": folder.path, "POLLUX_UPSTREAM": upstream.url, "POLLUX_UPSTREAM_KEY": "real-key",
      ])
      let first = try await recorder.request(
        headers: ["x-goog-api-key": "any"],
        body: body("the average of 1, 2, 6", system: "v1")
      )
      #expect(first.status == 200 && first.text.contains("Average: 3"), "\(first.text)")
      let stream = try await recorder.request(
        "POST",
        ServerProcess.stream + "&%6Bey=encoded-key&access%5Ftoken=encoded-key&KEY=encoded-key",
        body: body("first 50 primes")
      )
      #expect(stream.text.contains("**5117**"))
      var busy: [Int] = []
      for _ in 0..<4 { busy.append(try await recorder.request(body: body("busy")).status) }
      #expect(busy == [429, 429, 503, 200])
      try await recorder.stop()
      try await upstream.stop()
      let written = try text(folder)
      #expect(!written.contains("real-key") && !written.contains("encoded-key") && !written.contains("\"any\""))
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 3)

      let replay = try await server(["POLLUX_REPLAY": folder.path])
      // Another instruction is the same question.
      let again = try await replay.request(body: body("the average of 1, 2, 6", system: "v2"))
      #expect(again.status == 200 && again.body == first.body)
      #expect(try await replay.request("POST", ServerProcess.stream, body: body("first 50 primes")).body == stream.body)
      // Answers the same again are kept once.
      var replayed: [Int] = []
      for _ in 0..<4 { replayed.append(try await replay.request(body: body("busy")).status) }
      #expect(replayed == [429, 503, 200, 200])
      let missing = try await replay.request(body: body("the average of 1, 2, 7"))
      #expect(missing.status == 400 && missing.text.contains("was not recorded"))
      #expect(missing.text.contains("+ ") && missing.text.contains("the average of 1"))
      try await replay.stop()

      let sound = try await pollux("recordings", "verify", folder.path)
      #expect(sound.ending == .exited(0), "\(sound.everything)")
      #expect(sound.output.contains("2 responses with code, 0 blocks drifted"))
    }

    @Test
    func `what changes from run to run, and from surface to surface, is not a part of what is asked`() async throws {
      let folder = try temporary()
      defer { try? FileManager.default.removeItem(at: folder) }
      func cassette(_ path: String, _ prompt: String, _ answer: String) -> String {
        #"""
        - request:
            method: POST
            uri: "https://example.googleapis.com\#(path)"
            body: '\#(body(prompt))'
          response: { status: { code: 200 }, body: { string: '{"candidates": [], "responseId": "\#(answer)"}' } }

        """#
      }
      let vertex =
        "/v1beta1/projects/p-1/locations/us-central1/publishers/google/models/gemini-2.5-flash:generateContent"
      let text =
        "interactions:\n" + cassette(vertex, "order 0b9e6e66-6ec8-4b0e-9a57-0a9c35d0a001 of today", "first")
        + cassette("/v1beta/models/gemini-2.0-flash:generateContent", "plain", "second")
      let file = folder.appending(path: "c.yaml")
      try Data(text.utf8).write(to: file)
      let recordings = folder.appending(path: "r").path
      let taken = try await pollux("recordings", "import", file.path, "--to", recordings)
      #expect(taken.ending == .exited(0) && taken.output.contains("VCR, 2"), "\(taken.everything)")

      let replay = try await server(["POLLUX_REPLAY": recordings])
      let order = body("order ffffffff-0000-4000-8000-123456789abc of today")
      #expect(try await replay.request(body: order).text.contains("first"))
      let elsewhere = vertex.replacingOccurrences(of: "p-1/locations/us-central1", with: "q/locations/global")
      #expect(try await replay.request("POST", elsewhere, body: order).text.contains("first"))
      #expect(try await replay.request("POST", elsewhere, body: body("order of today")).status == 400)
      let other = elsewhere.replacingOccurrences(of: "2.5", with: "2.0")
      #expect(try await replay.request("POST", other, body: order).status == 400)
      #expect(try await replay.request("POST", other, body: body("plain")).text.contains("second"))
      try await replay.stop()
    }

    @Test
    func `what no fixture answers is asked of the upstream, and nothing else`() async throws {
      let folder = try temporary()
      defer { try? FileManager.default.removeItem(at: folder) }
      let fixtures = Repository.root.appending(path: "Tests/IntegrationTests/Fixtures/v1").path
      let own = folder.appending(path: "own")
      try FileManager.default.createDirectory(at: own, withIntermediateDirectories: true)
      try Data("- { match: { prompt: canned }, reply: [ { text: mine } ] }\n".utf8).write(
        to: own.appending(path: "a.yaml")
      )
      let upstream = try await server(["POLLUX_FIXTURES": fixtures])
      let server = try await server([
        "POLLUX_FIXTURES": own.path, "POLLUX_ON_MISS": "upstream", "POLLUX_UPSTREAM": upstream.url,
        "POLLUX_RECORD": folder.appending(path: "recordings").path,
      ])
      #expect(try await server.request(body: body("canned")).text.contains("mine"))
      #expect(try await server.request(body: body("the average of 2, 4")).text.contains("Average: 3"))
      #expect(try await server.request("POST", ServerProcess.stream, body: body("usage")).text.contains("counted"))
      #expect(
        try await upstream.request("GET", "/_pollux/requests").text.components(separatedBy: "\"id\": \"req").count == 3
      )
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: "recordings").path).count == 2)
      try await upstream.stop()
      // A server that is gone is told as one, and not as an answer.
      #expect(try await server.request(body: body("the average of 5, 5")).status == 503)
      try await server.stop()
    }

    @Test
    func `drift is told block by block`() async throws {
      let folder = try temporary()
      defer { try? FileManager.default.removeItem(at: folder) }
      let source = Repository.root.appending(path: "Tests/IntegrationTests/Fixtures/foreign/cassette.yaml")
      let changed = try String(contentsOf: source, encoding: .utf8).replacingOccurrences(
        of: "\"42\\n\"",
        with: "\"43\\n\""
      )
      let file = folder.appending(path: "changed.yaml")
      try Data(changed.utf8).write(to: file)
      let recordings = folder.appending(path: "recordings").path
      #expect(try await pollux("recordings", "import", file.path, "--to", recordings).ending == .exited(0))
      let outcome = try await pollux("recordings", "verify", recordings)
      #expect(outcome.ending == .exited(1), "\(outcome.everything)")
      #expect(outcome.output.contains("block 1: was OUTCOME_OK \"43\", is OUTCOME_OK \"42\""))
    }

    @Test
    func `another form of the real answers is told place by place`() async throws {
      let folder = try temporary()
      defer { try? FileManager.default.removeItem(at: folder) }
      let fixtures = Repository.root.appending(path: "Tests/IntegrationTests/Fixtures/v1").path
      let upstream = try await server(["POLLUX_FIXTURES": fixtures, "POLLUX_API_KEYS": "real-key"])
      let key = ["POLLUX_UPSTREAM_KEY": "real-key"]
      let recordings = folder.appending(path: "r").path
      let recorder = try await server([
        "POLLUX_RECORD": recordings, "POLLUX_UPSTREAM": upstream.url, "POLLUX_UPSTREAM_KEY": "real-key",
      ])
      _ = try await recorder.request(body: body("the average of 1, 2, 6"))
      _ = try await recorder.request("POST", ServerProcess.stream, body: body("first 50 primes"))
      try await recorder.stop()

      let same = try await pollux("recordings", "compare", recordings, "--upstream", upstream.url, environment: key)
      #expect(same.ending == .exited(0) && same.output.contains("2 requests, 0 differences"), "\(same.everything)")
      let refused = try await pollux("recordings", "compare", recordings, "--upstream", upstream.url)
      #expect(refused.ending == .exited(1) && refused.output.contains("the status was 200, is 403"))

      for name in try FileManager.default.contentsOfDirectory(atPath: recordings) {
        let file = URL(filePath: recordings).appending(path: name)
        let text = try String(contentsOf: file, encoding: .utf8)
        try Data(text.replacingOccurrences(of: "modelVersion", with: "modelName").utf8).write(to: file)
      }
      let other = try await pollux("recordings", "compare", recordings, "--upstream", upstream.url, environment: key)
      #expect(other.ending == .exited(1), "\(other.everything)")
      #expect(other.output.contains("- modelName string\n+ modelVersion string"), "\(other.output)")
      try await upstream.stop()
      let gone = try await pollux("recordings", "compare", recordings, "--upstream", upstream.url, environment: key)
      #expect(gone.ending == .exited(69) && gone.errors.contains("cannot be reached"), "\(gone.everything)")
    }

    @Test
    func `recordings and fixtures of other tools are taken in`() async throws {
      let folder = try temporary()
      defer { try? FileManager.default.removeItem(at: folder) }
      let foreign = Repository.root.appending(path: "Tests/IntegrationTests/Fixtures/foreign").path
      func take(_ name: String, to: String) async throws -> String {
        let outcome = try await pollux(
          "recordings",
          "import",
          "\(foreign)/\(name)",
          "--to",
          folder.appending(path: to).path
        )
        #expect(outcome.ending == .exited(0), "\(outcome.everything)")
        return outcome.output
      }
      #expect(try await take("cassette.yaml", to: "r").contains("VCR, 1 interactions"))
      #expect(try await take("archive.har", to: "r").contains("HAR, 1"))
      #expect(try await take("genai.json", to: "r").contains("python-genai, 1"))
      #expect(try await take("test-server.json", to: "r").contains("google/test-server, 1"))
      #expect(try await take("aimock.json", to: "f").contains("aimock, fixtures"))
      #expect(!(try text(folder.appending(path: "r"))).contains("secret"))

      let replay = try await server(["POLLUX_REPLAY": folder.appending(path: "r").path])
      #expect(try await replay.request(body: body("six times seven")).text.contains("It is 42."))
      func plain(_ prompt: String) -> String { #"{"contents": [{"parts": [{"text": "\#(prompt)"}], "role": "user"}]}"# }
      #expect(try await replay.request(body: plain("from a replay")).text.contains("replayed"))
      let archived = #"{"contents": [{"parts": [{"text": "from the archive"}]}]}"#
      #expect(try await replay.request("POST", ServerProcess.stream, body: archived).text.contains("archived"))
      let served = #"{"contents": [{"parts": [{"text": "from a test server"}]}]}"#
      #expect(
        try await replay.request("POST", ServerProcess.stream, body: served).text.components(separatedBy: "data: ")
          .count == 3
      )
      try await replay.stop()

      let script = try await server(["POLLUX_FIXTURES": folder.appending(path: "f").path])
      #expect(try await script.request(body: plain("the limit")).status == 429)
      let call =
        #"{"contents": [{"parts": [{"text": "weather?"}]}], "tools": [{"functionDeclarations": [{"name": "get_weather", "description": "w"}]}]}"#
      #expect(try await script.request(body: call).text.contains("Oslo"))
      try await script.stop()
    }

    @Test(arguments: [
      (["--record", "x"], "record wants the server to record"),
      (["--upstream", "http://a"], "Add --backend openai or --backend gemini"),
      (["--replay", "/no/such/directory"], "cannot be read"),
      (["--record", "x", "--upstream", "ftp://a"], "is not a server's address"),
    ])
    func `settings that do not fit stop the start`(options: [String], message: String) async throws {
      let program = try RunningProgram(try Repository.executable("pollux"), ["serve", "--port", "0"] + options)
      let outcome = try await program.outcome()
      #expect(outcome.ending == .exited(78) && outcome.errors.contains(message), "\(outcome.everything)")
    }
  }
}
