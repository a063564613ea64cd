import Foundation
import Glibc
import TestSupport
import Testing

extension ProcessSuites {
  @Suite("A server of tests")
  struct LifeCycleTests {
    private func temporary() throws -> URL {
      let folder = FileManager.default.temporaryDirectory.appending(path: "pollux-life-\(UUID().uuidString)")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      return folder
    }

    @Test
    func `exec runs a command beside a server, and ends as it did`() async throws {
      let script = """
        code=$(curl -s -o /dev/null -w '%{http_code}' "$GOOGLE_GEMINI_BASE_URL/health")
        echo "$code $GEMINI_API_KEY $POLLUX_URL"; exit 7
        """
      let outcome = try await pollux("exec", "--", "sh", "-c", script)
      #expect(outcome.ending == .exited(7), "\(outcome.everything)")
      #expect(outcome.output.hasPrefix("200 any http://127.0.0.1:"))
      #expect(try await pollux("exec", "--", "/no/such/command").ending == .exited(127))
      #expect(try await pollux("exec", "--fixtures", "/no/such", "--", "true").ending == .exited(78))
      let killed = try await pollux("exec", "--", "sh", "-c", "kill -9 $$")
      #expect(killed.ending == .exited(137))
    }

    @Test(arguments: ["--help", "-h"])
    func `exec answers a question about itself, and starts nothing`(flag: String) async throws {
      let outcome = try await pollux("exec", flag)
      #expect(outcome.ending == .exited(0), "\(outcome.everything)")
      #expect(outcome.output.contains("USAGE: pollux exec"))
    }

    @Test
    func `exec refuses an option it does not know, and says where options of the server go`() async throws {
      let outcome = try await pollux("exec", "--sed=7", "--", "true")
      #expect(outcome.ending == .exited(64), "\(outcome.everything)")
      #expect(
        outcome.everything.contains("Unknown option '--sed=7'; write options of pollux serve as --server-option=")
      )
    }

    @Test(arguments: [SIGTERM, SIGINT])
    func `signals reach the command of exec, and nothing of either is left`(number: Int32) async throws {
      let program = try RunningProgram(
        try Repository.executable("pollux"),
        ["exec", "--", "sh", "-c", "echo begun $$.; exec sleep 100"]
      )
      #expect(try await eventually(within: .seconds(30)) { program.output.contains(".\n") })
      let command = try #require(program.output.firstMatch(of: /begun (\d+)/).flatMap { Int32($0.1) })
      let started = try ProcessTree.descendants(of: program.id)
      // A terminal sends Ctrl-C to the command as well; what ends a process alone is sent on by exec.
      if number == SIGINT { kill(command, number) }
      program.send(number)
      #expect(try await program.outcome(within: .seconds(30)).ending == .exited(128 + number))
      #expect(try await eventually(within: .seconds(10)) { try ProcessTree.survivors(of: started).isEmpty })
    }

    @Test
    func `without a sandbox nothing runs, and canned results are told`() async throws {
      let fixtures = Repository.root.appending(path: "Tests/IntegrationTests/Fixtures/v1").path
      let server = try await ServerProcess(
        ServerProcess.SetUp(environment: ["POLLUX_SANDBOX": "off", "POLLUX_FIXTURES": fixtures], waitsForTiers: false)
      )
      #expect(server.readyLine.contains("(isolation: off)"))
      #expect(try ProcessTree.descendants(of: server.program.id).isEmpty)
      func ask(_ prompt: String) async throws -> HTTPAnswer {
        try await server.request(
          body: #"{"contents": [{"parts": [{"text": "\#(prompt)"}]}], "tools": [{"codeExecution": {}}]}"#
        )
      }
      #expect(try await ask("canned").decoded(GenerateAnswer.self).shape == "CRFT")
      let refused = try await ask("first 50 prime")
      #expect(refused.status == 400 && refused.text.contains("sandbox: off") && refused.text.contains("canned"))
      try await server.stop()
    }

    @Test
    func `a ready line for programs, a port in a file, and an end with standard input`() async throws {
      let folder = try temporary()
      defer { try? FileManager.default.removeItem(at: folder) }
      let file = folder.appending(path: "port")
      // RunningProgram closes the standard input at once: the server is ready, and then it goes.
      let outcome = try await pollux(
        "serve",
        "--port",
        "0",
        "--port-file",
        file.path,
        "--ready-format",
        "json",
        "--stop-with-input",
        "--temporary-data",
        environment: ["TMPDIR": folder.path]
      )
      #expect(outcome.ending == .exited(0), "\(outcome.everything)")
      let port = try String(contentsOf: file, encoding: .utf8).trimmingCharacters(in: .newlines)
      #expect(UInt16(port) != nil)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["port"])
      if !outcome.output.isEmpty {
        let line = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any]
        #expect(line?["event"] as? String == "ready" && line?["url"] as? String == "http://127.0.0.1:\(port)")
      }
    }

    @Test
    func `the same seed, the same ids; a frozen clock tells one time`() async throws {
      func id() async throws -> String {
        let server = try await ServerProcess(
          ServerProcess.SetUp(
            changes: [:],
            environment: ["POLLUX_SEED": "42", "POLLUX_CLOCK": "2026-01-31T12:00:00Z"],
            waitsForTiers: false
          )
        )
        let answer = try await server.request(body: #"{"contents": [{"parts": [{"text": "hello"}]}]}"#)
        let vertex = try await server.request(
          "POST",
          "/v1/projects/p/locations/l/publishers/google/models/gemini-2.5-flash:generateContent",
          body: #"{"contents": [{"role": "user", "parts": [{"text": "hello"}]}]}"#
        )
        #expect(vertex.text.contains("2026-01-31T12:00:00"))
        let first = try #require(try answer.decoded(GenerateAnswer.self).responseId)
        #expect(try await server.request("POST", "/_pollux/reset").status == 200)
        let again = try await server.request(body: #"{"contents": [{"parts": [{"text": "hello"}]}]}"#)
        #expect(try again.decoded(GenerateAnswer.self).responseId == first)
        try await server.stop()
        return first
      }
      let first = try await id()
      #expect(try await id() == first)
    }

    @Test
    func `fixtures are read again when they change; a broken edit keeps those from before`() async throws {
      let folder = try temporary()
      defer { try? FileManager.default.removeItem(at: folder) }
      let file = folder.appending(path: "a.yaml")
      func write(_ text: String) throws { try Data(text.utf8).write(to: file, options: .atomic) }
      try write("- reply: [ { text: before } ]\n")
      let server = try await ServerProcess(
        ServerProcess.SetUp(changes: [:], environment: ["POLLUX_FIXTURES": folder.path], waitsForTiers: false)
      )
      func says(_ text: String) async throws -> Bool {
        try await server.request(body: #"{"contents": [{"parts": [{"text": "x"}]}]}"#).text.contains(text)
      }
      #expect(try await says("before"))
      try write("- reply: [ { text: after the edit } ]\n")
      #expect(try await eventually(within: .seconds(10)) { try await says("after the edit") })
      try write("- repply: [ { text: broken } ]\n")
      let isTold = try await eventually(within: .seconds(10)) {
        try await server.request("GET", "/_pollux/fixtures").text.contains("did you mean 'reply'?")
      }
      #expect(isTold)
      #expect(server.program.errors.contains("a.yaml:1:3: unknown key 'repply'"))
      #expect(try await says("after the edit"))
      try write("- reply: [ { text: mended } ]\n")
      server.program.send(SIGHUP)
      #expect(try await eventually(within: .seconds(10)) { try await says("mended") })
      try await server.stop()
    }

    @Test(arguments: [("echo", "What is 6 times 7?"), ("auto", "Your prompt has 2 numbers; their sum is 13.")])
    func `prompts without a fixture are answered by the policy`(policy: String, expected: String) async throws {
      let folder = try temporary()
      defer { try? FileManager.default.removeItem(at: folder) }
      try Data("- match: { prompt: never }\n  reply: [ { text: x } ]\n".utf8).write(
        to: folder.appending(path: "a.yaml")
      )
      let server = try await ServerProcess(
        ServerProcess.SetUp(
          changes: [:],
          environment: ["POLLUX_FIXTURES": folder.path, "POLLUX_ON_MISS": policy],
          waitsForTiers: false
        )
      )
      let answer = try await server.request(
        body: #"{"contents": [{"parts": [{"text": "What is 6 times 7?"}]}], "tools": [{"codeExecution": {}}]}"#
      )
      #expect(answer.status == 200 && answer.text.contains(expected), "\(answer.text)")
      try await server.stop()
    }

    @Test
    func `quotas run out for each key, and chaos is the same for the same seed`() async throws {
      let folder = try temporary()
      defer { try? FileManager.default.removeItem(at: folder) }
      let yaml = """
        quotas: [ { model: gemini-2.5-*, requests: 2, per: 1min } ]
        chaos: { seed: 5, rates: { UNAVAILABLE: 0.5 } }
        fixtures: [ { reply: [ { text: fine } ] } ]
        """
      try Data(yaml.utf8).write(to: folder.appending(path: "a.yaml"))
      let server = try await ServerProcess(
        ServerProcess.SetUp(changes: [:], environment: ["POLLUX_FIXTURES": folder.path], waitsForTiers: false)
      )
      func ask(_ model: String, key: String, namespace: String) async throws -> HTTPAnswer {
        try await server.request(
          "POST",
          "/v1beta/models/\(model):generateContent",
          headers: ["x-goog-api-key": key, "X-Pollux-Namespace": namespace],
          body: #"{"contents": [{"parts": [{"text": "x"}]}]}"#
        )
      }
      var statuses: [Int] = []
      for key in ["one", "one", "one", "two"] {
        let answer = try await ask("gemini-2.5-flash", key: key, namespace: "quota")
        statuses.append(answer.status == 503 ? 200 : answer.status)
        guard answer.status == 429 else { continue }
        #expect(answer.text.contains("QuotaFailure") && answer.text.contains("\"quotaValue\": \"2\""))
        #expect(answer.text.contains("retryDelay"))
      }
      #expect(statuses == [200, 200, 429, 200])
      var runs: [[Int]] = []
      for _ in 0..<2 {
        #expect(try await server.request("POST", "/_pollux/reset?namespace=chaos").status == 200)
        var run: [Int] = []
        for _ in 0..<20 { run.append(try await ask("gemini-2.0-flash", key: "k", namespace: "chaos").status) }
        runs.append(run)
      }
      #expect(runs[0] == runs[1])
      #expect(Set(runs[0]) == [200, 503])
      try await server.stop()
    }
  }
}
