import Foundation
import Glibc
import TestSupport
import Testing

extension ProcessSuites {
  @Suite("Input that costs more than it says")
  struct HostileInputTests {
    @Test
    func `a pattern that goes back and forth ends by a bound, and the server goes on and stops`() async throws {
      let scripted = try await ScriptedServer()
      let server = scripted.server
      let yaml = "- name: slow\n  match: { prompt: '/(a+)+$/' }\n  reply: [{ text: x }]\n"
      #expect(try await scripted.give(yaml, to: "slow").status == 200)
      let prompt = String(repeating: "a", count: 200) + "b"
      try await withThrowingTaskGroup(of: HTTPAnswer.self) { answers in
        // More than there are threads to answer them.
        for _ in 0..<16 { answers.addTask { try await scripted.ask(prompt, in: "slow") } }
        for try await answer in answers {
          #expect(answer.status == 400)
          #expect(answer.text.contains("Fixture 'slow' (fixtures of slow:1:3)") && answer.text.contains("steps"))
        }
      }
      #expect(try await server.request("GET", "/health").status == 200)
      try await server.stop()
    }

    @Test
    func `aliases of aliases are refused in fixtures, criteria and files`() async throws {
      let lists = (1..<9).reduce("&a0 [x, x, x, x, x, x, x, x, x, x]") { text, level in
        "\(text), &a\(level) [\(Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", "))]"
      }
      let scripted = try await ScriptedServer()
      let server = scripted.server
      let given = try await scripted.give("- reply: [{ call: { name: f, args: { v: [\(lists)] } } }]", to: "aliases")
      #expect(given.status == 400 && given.text.contains("counted with what aliases stand for"), "\(given.text)")
      try await server.stop()

      let folder = FileManager.default.temporaryDirectory.appending(path: "pollux-hostile-\(UUID().uuidString)")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      defer { try? FileManager.default.removeItem(at: folder) }
      let file = folder.appending(path: "a.yaml")
      try Data("v: [\(lists)]\n".utf8).write(to: file)
      for arguments in [
        ["fixtures", "check", folder.path], ["serve", "--config", file.path],
        ["recordings", "import", file.path, "--to", folder.appending(path: "to").path],
      ] {
        let program = try RunningProgram(try Repository.executable("pollux"), arguments)
        let outcome = try await program.outcome()
        #expect(outcome.ending != .exited(0), "\(arguments)")
        #expect(outcome.errors.contains("counted with what aliases stand for"), "\(outcome.everything)")
      }
    }

    @Test
    func `a schema of any size is refused, or compared at once`() async throws {
      let scripted = try await ScriptedServer()
      let server = scripted.server
      let values = (0..<32_000).map { "\"v\($0)\"" }.joined(separator: ",")
      for schema in [
        #"{"type": "array", "items": {"enum": [\#(values)]}, "default": [\#(values)]}"#,
        #"{"type": "object", "required": [\#(values)]}"#,
      ] {
        let answer = try await server.request(
          body: #"{"contents": [{"parts": [{"text": "hello"}]}], "generationConfig": {"responseMimeType": "#
            + #""application/json", "responseJsonSchema": \#(schema)}}"#
        )
        #expect(answer.status == 400 && answer.text.contains("too many states for serving"))
      }
      try await server.stop()
    }

    @Test
    func `a second signal ends the process at once, whatever is being answered`() async throws {
      let scripted = try await ScriptedServer()
      let server = scripted.server
      let yaml = "- match: { prompt: a }\n  reply: [{ pause: 10min }, { text: x }]"
      #expect(try await scripted.give(yaml, to: "late").status == 200)
      let late = Task { try await scripted.ask("a", in: "late") }
      #expect(
        try await eventually(within: .seconds(30)) {
          try await server.request("GET", "/_pollux/requests?namespace=late").text.contains("generateContent")
        }
      )
      server.program.send(SIGTERM)
      #expect(try await eventually(within: .seconds(30)) { (try? await server.request("GET", "/health")) == nil })
      server.program.send(SIGTERM)
      #expect(try await server.program.outcome(within: .seconds(30)).ending == .exited(128 + SIGTERM))
      _ = try? await late.value
    }
  }
}
