import Foundation
import TestSupport
import Testing

extension ProcessSuites {
  @Suite("Answers a script gives")
  struct ScriptedAnswersTests {
    private let words = (1...60).map { "word\($0)" }.joined(separator: " ")

    private func json(_ answer: HTTPAnswer) throws -> [String: Any] {
      try #require(try JSONSerialization.jsonObject(with: Data(answer.text.utf8)) as? [String: Any], "\(answer.text)")
    }

    private func chunks(_ answer: HTTPAnswer) throws -> [[String: Any]] {
      try answer.text.components(separatedBy: "\r\n\r\n").filter { !$0.isEmpty }.map { event in
        let data = Data(event.dropFirst("data: ".count).utf8)
        return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any], "\(event)")
      }
    }

    private func parts(_ chunk: [String: Any]) -> [[String: Any]] {
      let candidate = (chunk["candidates"] as? [[String: Any]])?.first
      return (candidate?["content"] as? [String: Any])?["parts"] as? [[String: Any]] ?? []
    }

    private func texts(_ chunk: [String: Any]) -> String { parts(chunk).compactMap { $0["text"] as? String }.joined() }

    @Test
    func `stream in chunks of some words, and are one part where they are whole`() async throws {
      let scripted = try await ScriptedServer()
      let yaml =
        "- { match: { prompt: long }, reply: [{ think: \(words), text: \(words) }] }\n"
        + "- { match: { prompt: short }, reply: [{ text: a few words }] }\n- { reply: [{ text: '' }] }"
      #expect(try await scripted.give(yaml, to: "s").status == 200)
      let thoughts = #", "generationConfig": {"thinkingConfig": {"includeThoughts": true}}"#
      let whole = try json(try await scripted.ask("long", in: "s", more: thoughts))
      #expect(parts(whole).count == 2)
      let stream = try chunks(try await scripted.ask("long", in: "s", target: ServerProcess.stream, more: thoughts))
      let said = stream.map(texts).filter { !$0.isEmpty }
      // 25 words each, 50, and what is left of 60; for the thought and for the text.
      #expect(said.map { $0.split(separator: " ").count } == [25, 25, 10, 25, 25, 10])
      #expect(said.joined() == words + words)
      #expect(
        stream.last?["usageMetadata"] as? [String: AnyHashable] == whole["usageMetadata"] as? [String: AnyHashable]
      )
      for (prompt, text) in [("short", "a few words"), ("other", "")] {
        let chunks = try chunks(try await scripted.ask(prompt, in: "s", target: ServerProcess.stream))
        #expect(chunks.filter { !texts($0).isEmpty }.count <= 1 && chunks.map(texts).joined() == text)
        #expect(try texts(json(try await scripted.ask(prompt, in: "s"))) == text)
      }
      try await scripted.server.stop()
    }

    @Test
    func `carry what else a candidate has`() async throws {
      let scripted = try await ScriptedServer()
      let yaml = """
        - reply:
            - text: Paris.
              candidate:
                avgLogprobs: -0.25
                groundingMetadata: { webSearchQueries: [capital of France] }
            - candidate: { citationMetadata: { citationSources: [{ uri: "https://example.com/" }] } }
            - { finish: STOP, ratings: { HARM_CATEGORY_HARASSMENT: LOW } }
        """
      #expect(try await scripted.give(yaml, to: "c").status == 200)
      for target in [ServerProcess.generate, ServerProcess.stream] {
        let answer = try await scripted.ask("x", in: "c", target: target)
        let last = target == ServerProcess.stream ? try chunks(answer).last : try json(answer)
        let candidate = try #require((last?["candidates"] as? [[String: Any]])?.first)
        #expect(candidate["avgLogprobs"] as? Double == -0.25)
        #expect(
          (candidate["groundingMetadata"] as? [String: Any])?["webSearchQueries"] as? [String] == ["capital of France"]
        )
        #expect(candidate["citationMetadata"] != nil && candidate["safetyRatings"] != nil)
        #expect(candidate["finishReason"] as? String == "STOP")
      }
      let wrong = try await scripted.give("- reply: [{ candidate: { groundingMetadata: 1, avgLogprob: 2 } }]", to: "c")
      #expect(wrong.status == 400 && wrong.text.contains("did you mean 'avgLogprobs'"))
      #expect(wrong.text.contains("'candidate.groundingMetadata' must be an object"))
      try await scripted.server.stop()
    }

    @Test
    func `keep the type of an argument, and say which value is missing where`() async throws {
      let scripted = try await ScriptedServer()
      let yaml = """
        - match: { prompt: '/divide (?<n>\\d+)/' }
          reply: [{ call: { name: divide, args: { numerator: "{{int(match.n)}}", text: "{{match.n}}", both: "n={{match.n}}" } } }]
        - name: rate
          match: { prompt: rate }
          reply:
            - text: |
                The rate is
                {{answer.get_rate.rate}}.
        """
      #expect(try await scripted.give(yaml, to: "t").status == 200)
      let tools = #", "tools": [{"functionDeclarations": [{"name": "divide"}]}]"#
      let call = parts(try json(try await scripted.ask("divide 100 by 4", in: "t", more: tools))).first?["functionCall"]
      let args = try #require((call as? [String: Any])?["args"] as? [String: Any])
      #expect(
        args["numerator"] as? Int == 100 && args["text"] as? String == "100" && args["both"] as? String == "n=100"
      )
      let missing = try await scripted.ask("rate", in: "t")
      #expect(missing.status == 400)
      #expect(
        missing.text.contains("Fixture 'rate' (fixtures of t:3:3)") && missing.text.contains("fixtures of t:8:9")
      )
      #expect(missing.text.contains("'answer' has no 'get_rate'"))
      try await scripted.server.stop()
    }

    @Test
    func `may be those of a front end`() async throws {
      let scripted = try await ScriptedServer()
      let yaml = """
        - { match: { prompt: timeout }, error: 408 }
        - { match: { prompt: large }, error: { status: 413, message: "Too large." } }
        - { match: { prompt: gateway }, error: 502 }
        - { match: { prompt: page }, error: { status: 502, html: true } }
        - { match: { prompt: own }, error: { status: UNAVAILABLE, html: "<h1>no</h1>" } }
        """
      #expect(try await scripted.give(yaml, to: "e").status == 200)
      for (prompt, status, name, message) in [
        ("timeout", 408, "Request Timeout", "Request Timeout"),
        ("large", 413, "Request Entity Too Large", "Too large."),
        ("gateway", 502, "Bad Gateway", "Bad Gateway"),
      ] {
        for target in [ServerProcess.generate, ServerProcess.stream] {
          let answer = try await scripted.ask(prompt, in: "e", target: target)
          let error = try #require(try json(answer)["error"] as? [String: Any])
          #expect(answer.status == status && error["code"] as? Int == status)
          #expect(error["status"] as? String == name && error["message"] as? String == message)
        }
      }
      let page = try await scripted.ask("page", in: "e")
      #expect(page.status == 502 && page.text.contains("<title>Error 502 (Server Error)!!1</title>"))
      #expect(page.headers["content-type"] == "text/html; charset=UTF-8")
      let own = try await scripted.ask("own", in: "e", target: ServerProcess.stream)
      #expect(own.status == 503 && own.text == "<h1>no</h1>")
      #expect(try await scripted.give("- { error: 499999 }", to: "e").status == 400)
      #expect(try await scripted.give("- { error: { status: 502, html: true, reason: X } }", to: "e").status == 400)
      try await scripted.server.stop()
    }

    @Test
    func `follow on_miss with the built-in script too`() async throws {
      for (policy, text) in [("echo", "zyx"), ("auto", "You said: zyx"), ("error", "No fixture matches the prompt")] {
        let scripted = try await ScriptedServer(["POLLUX_ON_MISS": policy])
        let answer = try await scripted.ask("zyx")
        #expect(answer.text.contains(text) && !answer.text.contains("has no answer for the prompt"), "\(answer.text)")
        #expect(answer.status == (policy == "error" ? 400 : 200))
        try await scripted.server.stop()
      }
      for arguments in [
        ["--replay-timings"], ["--sandbox", "off", "--isolation", "user"],
        ["--on-miss", "echo", "--record", "/tmp", "--upstream", "http://127.0.0.1:9"],
      ] {
        let outcome = try await RunningProgram(
          try Repository.executable("pollux"),
          ["serve", "--port", "0"] + arguments
        )
        .outcome()
        #expect(outcome.ending == .exited(78) && outcome.errors.contains("has no effect"), "\(outcome.everything)")
      }
    }

    @Test
    func `fail by chance on every route, and lose files and headers of uploads`() async throws {
      let scripted = try await ScriptedServer()
      let server = scripted.server
      func asked(_ method: String, _ target: String, in namespace: String, body: String = "") async throws -> HTTPAnswer
      {
        try await server.request(
          method,
          target,
          headers: ["X-Pollux-Namespace": namespace, "Content-Type": "text/plain", "X-Goog-Upload-Protocol": "raw"],
          body: body
        )
      }
      let model = "/v1beta/models/gemini-2.5-flash"
      let routes = [
        ("GET", "/v1beta/models"), ("GET", model), ("POST", "\(model):countTokens"), ("POST", "\(model):embedContent"),
        ("GET", "/v1beta/files"), ("POST", "/upload/v1beta/files"), ("GET", "/v1beta/cachedContents"),
        ("GET", "/v1beta/batches"), ("POST", "\(model):batchGenerateContent"), ("POST", "\(model):generateContent"),
      ]
      #expect(try await scripted.give("chaos: { rates: { UNAVAILABLE: 1.0 } }\nfixtures: []", to: "all").status == 200)
      for (method, target) in routes {
        let answer = try await asked(
          method,
          target,
          in: "all",
          body: method == "POST" ? #"{"contents": [{"parts": [{"text": "a"}]}]}"# : ""
        )
        #expect(answer.status == 503 && answer.text.contains("UNAVAILABLE"), "\(target): \(answer.text)")
      }
      #expect(try await server.request("GET", "/v1beta/models").status == 200)

      let some = "chaos: { rates: { UNAVAILABLE: 1.0 }, routes: [models] }\nfixtures: []"
      #expect(try await scripted.give(some, to: "some").status == 200)
      #expect(try await asked("GET", "/v1beta/models", in: "some").status == 503)
      #expect(try await asked("GET", "/v1beta/files", in: "some").status == 200)

      #expect(try await scripted.give("chaos: { rates: { file_failed: 1.0 } }\nfixtures: []", to: "file").status == 200)
      let failed = try await asked("POST", "/upload/v1beta/files", in: "file", body: "hello")
      let file = try #require(try json(failed)["file"] as? [String: Any])
      #expect(failed.status == 200 && file["state"] as? String == "FAILED" && file["error"] != nil)
      let name = try #require(file["name"] as? String)
      #expect(try json(try await server.request("GET", "/v1beta/\(name)"))["state"] as? String == "FAILED")
      #expect(failed.headers["x-goog-upload-status"] == "final")

      #expect(
        try await scripted.give("chaos: { rates: { upload_status_lost: 1.0 } }\nfixtures: []", to: "lost").status == 200
      )
      let lost = try await asked("POST", "/upload/v1beta/files", in: "lost", body: "hello")
      #expect(lost.status == 200 && lost.headers["x-goog-upload-status"] == nil)
      try await server.stop()
    }
  }
}
