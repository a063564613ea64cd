import Foundation
import TestSupport
import Testing

extension ProcessSuites {
  @Suite("An upstream with OpenAI's API")
  struct ChatUpstreamTests {
    /// The server that plays the upstream, one that records it, and where.
    private func withRecorder(
      _ environment: [String: String] = [:],
      _ check: (ServerProcess, _ upstream: String, _ folder: URL) async throws -> Void
    ) async throws {
      let folder = FileManager.default.temporaryDirectory.appending(path: "pollux-chat-\(UUID().uuidString)")
      defer { try? FileManager.default.removeItem(at: folder) }
      let script = Repository.root.appending(path: "Tests/IntegrationTests/Fixtures/openai/upstream.py").path
      let program = try RunningProgram("/usr/bin/python3", ["-B", script])
      defer { program.send(SIGKILL) }
      try #require(try await eventually(within: .seconds(20)) { program.output.hasSuffix("\n") }, "\(program.errors)")
      let address = program.output.trimmingCharacters(in: .whitespacesAndNewlines)
      let server = try await ServerProcess(
        ServerProcess.SetUp(
          changes: [:],
          environment: [
            "POLLUX_RECORD": folder.path, "POLLUX_UPSTREAM": address, "POLLUX_UPSTREAM_API": "openai",
            "POLLUX_UPSTREAM_MODEL": "tiny", "POLLUX_UPSTREAM_KEY": "their-key",
          ]
          .merging(environment) { $1 },
          waitsForTiers: false
        )
      )
      try await check(server, address, folder)
      try await server.stop()
    }

    private func body(_ prompt: String, code: Bool = true, more: String = "") -> String {
      let tool = code ? #"{"codeExecution": {}}"# : #"{"functionDeclarations": [\#(Self.sky)]}"#
      return #"{"contents": [{"role": "user", "parts": [{"text": "\#(prompt)"}]}\#(more)], "tools": [\#(tool)]}"#
    }

    private static let sky = #"""
      {"name": "sky", "description": "s", "parameters": {"type": "OBJECT", "properties": {"place": {"type": "STRING"}}}}
      """#

    @Test
    func `its calls of run_python run here, are written down, and replayed without it`() async throws {
      try await withRecorder { server, upstream, folder in
        let first = try await server.request(headers: ["x-goog-api-key": "mine"], body: body("mend it"))
        let answer = try first.decoded(GenerateAnswer.self)
        let parts = try #require(answer.candidates?.first?.content?.parts)
        #expect(parts.compactMap(\.executableCode).map(\.code) == ["print('a'); 1 / 0", "print(6 * 7)"])
        #expect(parts.compactMap(\.codeExecutionResult).map(\.outcome) == ["OUTCOME_FAILED", "OUTCOME_OK"])
        #expect(parts.first?.text == "I try." && parts.last?.text == "The answer is 42.", "\(first.text)")
        #expect(
          first.text.contains(#""toolUsePromptTokenCount": 20"#) && first.text.contains(#""promptTokenCount": 10"#)
        )
        let twice = try await server.request("POST", ServerProcess.stream, body: body("twice"))
        #expect(
          twice.text.contains(#"outcome=OK\n1\n[end of output] and [code output] outcome=OK\n2\n[end of output]"#),
          "\(twice.text)"
        )
        let asked = try String(contentsOf: try #require(URL(string: upstream)), encoding: .utf8)
        #expect(asked.contains("Bearer their-key") && !asked.contains("mine"))
        #expect(asked.contains(#""model": "tiny""#) && asked.contains("ZeroDivisionError"))

        let replay = try await ServerProcess(
          ServerProcess.SetUp(changes: [:], environment: ["POLLUX_REPLAY": folder.path], waitsForTiers: false)
        )
        #expect(try await replay.request(body: body("mend it")).body == first.body)
        #expect(try await replay.request("POST", ServerProcess.stream, body: body("twice")).body == twice.body)
        try await replay.stop()
        let verified = try await pollux("recordings", "verify", folder.path)
        #expect(verified.output.contains("2 responses with code, 0 blocks drifted"), "\(verified.everything)")
      }
    }

    @Test
    func `functions, endings and refusals are told in the API's form`() async throws {
      try await withRecorder { server, upstream, folder in
        let call = try await server.request(body: body("the weather", code: false))
        #expect(call.text.contains(#""functionCall""#) && call.text.contains("Oslo"), "\(call.text)")
        let answered = #"""
          , {"role": "model", "parts": [{"functionCall": {"name": "sky", "args": {"place": "Oslo"}}}]},
          {"role": "user", "parts": [{"functionResponse": {"name": "sky", "response": {"sky": "grey"}}}]}
          """#
        #expect(
          try await server.request(body: body("the weather", code: false, more: answered)).text.contains("It is grey.")
        )
        #expect(try await server.request(body: body("a long one")).text.contains("MAX_TOKENS"))
        #expect(
          try await server.request(body: body("a broken call", code: false)).text.contains("MALFORMED_FUNCTION_CALL")
        )
        let bare = try await server.request(body: body("no arguments", code: false))
        #expect(bare.text.contains(#""functionCall""#) && !bare.text.contains("MALFORMED"), "\(bare.text)")
        #expect(try await server.request(body: body("quoted")).text.contains("The answer is 42."))
        let refused = try await server.request(body: body("please refuse"))
        #expect(refused.status == 429 && refused.text.contains("The upstream refused with 429: slow down"))
        #expect(refused.text.contains("RESOURCE_EXHAUSTED"))
        // Neither is an answer of the model's.
        #expect(try await server.request(body: body("nonsense")).text.contains("not a chat completion"))
        #expect(try await server.request(body: #"{"contents": []}"#).status == 400)
        #expect(try await server.request(body: body("the last one")).status == 200)
        // They are written before the end of the answer leaves.
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 8)
        let asked = try String(contentsOf: try #require(URL(string: upstream)), encoding: .utf8)
        #expect(asked.contains(#""type": "object", "properties": {"place": {"type": "string"}}"#), "\(asked)")
      }
    }

    @Test
    func `what no fixture answers is asked of it`() async throws {
      let fixtures = Repository.root.appending(path: "Tests/IntegrationTests/Fixtures/v1").path
      try await withRecorder(["POLLUX_FIXTURES": fixtures, "POLLUX_ON_MISS": "upstream"]) { server, _, _ in
        let scripted = try await server.request(body: body("usage"))
        let asked = try await server.request(body: body("who are you"))
        #expect(scripted.text.contains("counted") && asked.text.contains("Plain."))
      }
    }

    @Test(arguments: [
      (["--upstream-api", "openai"], 78, "want the server to ask"),
      (["--record", "x", "--upstream", "http://a", "--upstream-model", "m"], 78, "is for --backend openai"),
      (["--upstream-api", "other"], 64, "must be gemini or openai"),
    ])
    func `settings that do not fit stop the start`(options: [String], code: Int32, message: String) async throws {
      let outcome = try await RunningProgram(
        try Repository.executable("pollux"),
        ["serve", "--port", "0"] + options
      )
      .outcome()
      #expect(outcome.ending == .exited(code) && outcome.errors.contains(message), "\(outcome.everything)")
    }
  }
}
