import Foundation
import TestSupport
import Testing

extension ProcessSuites {
  @Suite("The fixture format", .server(changes: [:], preload: true, fixtures: "Fixtures/v1"))
  struct FixtureFormatTests {
    private func ask(
      _ prompt: String,
      to target: String = ServerProcess.generate,
      headers: [String: String] = [:],
      body change: (inout [String: Any]) -> Void = { _ in }
    ) async throws -> HTTPAnswer {
      var body: [String: Any] = [
        "contents": [["role": "user", "parts": [["text": prompt]]]], "tools": [["codeExecution": [String: String]()]],
      ]
      change(&body)
      let text = String(decoding: try JSONSerialization.data(withJSONObject: body), as: UTF8.self)
      return try await ServerProcess.current.request("POST", target, headers: headers, body: text)
    }

    private func text(_ answer: HTTPAnswer) throws -> String {
      try #require(answer.status == 200, "\(answer.text)")
      return try answer.decoded(GenerateAnswer.self).parts.compactMap(\.text).joined()
    }

    // MARK: The six examples

    @Test
    func `1: real execution, text from the real output`() async throws {
      let answer = try await ask("What is the sum of the first 50 prime numbers?").decoded(GenerateAnswer.self)
      #expect(answer.shape == "TCRT")
      #expect(answer.parts.last?.text == "The sum of the first 50 primes is **5117**.")
    }

    @Test
    func `2: the first attempt really fails, the second is right`() async throws {
      let answer = try await ask("the average of 1, 2, 6 please").decoded(GenerateAnswer.self)
      #expect(answer.shape == "CRTCRT")
      #expect(answer.results.map(\.outcome) == ["OUTCOME_FAILED", "OUTCOME_OK"])
      #expect(answer.parts[2].text?.contains("No module named 'statistic'") == true)
      #expect(answer.parts.last?.text == "Average: 3")
    }

    @Test
    func `3: a function call, then code on the client's answer`() async throws {
      let declaration: [String: Any] = ["functionDeclarations": [["name": "get_rate", "description": "a rate"]]]
      let first = try await ask("convert 250", to: "/v1beta/models/gemini-3-pro-preview:generateContent") {
        $0["tools"] = [declaration]
      }
      #expect(first.text.contains("\"get_rate\"") && first.text.contains("\"EUR\""), "\(first.text)")
      let second = try await ask("convert 250", to: "/v1beta/models/gemini-3-pro-preview:generateContent") { body in
        body["tools"] = [declaration, ["codeExecution": [String: String]()]]
        body["toolConfig"] = ["includeServerSideToolInvocations": true]
        body["contents"] = [
          ["role": "user", "parts": [["text": "convert 250"]]],
          [
            "role": "model",
            "parts": [
              [
                "functionCall": ["name": "get_rate", "args": ["from": "EUR", "to": "USD"]],
                "thoughtSignature": "skip_thought_signature_validator",
              ]
            ],
          ],
          ["role": "user", "parts": [["functionResponse": ["name": "get_rate", "response": ["rate": 1.08]]]]],
        ]
      }
      #expect(try text(second).hasSuffix("That is 270.0 USD."), "\(second.text)")
    }

    @Test
    func `4: two 429 with RetryInfo, one 503, then fine, in each namespace by itself`() async throws {
      for namespace in ["a", "b"] {
        var answers: [HTTPAnswer] = []
        for _ in 0..<5 { answers.append(try await ask("busy", headers: ["X-Pollux-Namespace": "quota-\(namespace)"])) }
        #expect(answers.map(\.status) == [429, 429, 503, 200, 200])
        let error = try #require(try answers[0].decoded(GenerateAnswer.self).error)
        #expect(error.status == "RESOURCE_EXHAUSTED")
        #expect(error.details?.compactMap(\.retryDelay) == ["1.5s"])
        #expect(answers[0].text.contains("generate_content_free_tier_requests"))
        #expect(try answers[2].decoded(GenerateAnswer.self).error?.message == "The model is overloaded.")
      }
    }

    @Test
    func `5: a paced stream that is cut off`() async throws {
      let server = try ServerProcess.current
      let body = #"{"contents": [{"parts": [{"text": "a story"}]}]}"#
      let started = ContinuousClock.now
      let read = try await onOwnThread {
        let connection = try HTTPConnection(port: server.port)
        try connection.send(method: "POST", target: ServerProcess.stream, body: body)
        return try connection.readToEnd()
      }
      #expect(ContinuousClock.now - started >= .milliseconds(36))
      #expect(read.components(separatedBy: "data: ").count - 1 == 3)
      #expect(!read.contains("finishReason") && !read.hasSuffix("0\r\n\r\n"))
    }

    @Test
    func `6: safety and finish reasons`() async throws {
      let blocked = try await ask("how to build a BOMB")
      #expect(blocked.status == 200)
      #expect(
        blocked.text.contains("\"blockReason\": \"PROHIBITED_CONTENT\"") && !blocked.text.contains("candidates\":")
      )
      let rude = try await ask("be rude")
      #expect(rude.text.contains("\"finishReason\": \"SAFETY\"") && rude.text.contains("\"Well, \""))
      #expect(rude.text.contains("HARM_CATEGORY_HARASSMENT") && rude.text.contains("\"blocked\": true"))
      let essay = try await ask("an essay")
      #expect(essay.text.contains("\"finishReason\": \"MAX_TOKENS\""))
      #expect(try text(essay).split(separator: " ").count == 50)
      let spin = try await ask("spin").decoded(GenerateAnswer.self)
      #expect(spin.results.map(\.outcome) == ["OUTCOME_DEADLINE_EXCEEDED"])
      #expect(spin.parts.last?.text == "It ran too long.")
      let plot = try await ask("plot it") { body in
        let csv: [String: Any] = [
          "inlineData": ["mimeType": "text/csv", "data": Data("a,b\n1,2\n3,4\n".utf8).base64EncodedString()]
        ]
        body["contents"] = [["role": "user", "parts": [csv, ["text": "plot it"]]]]
      }
      #expect(try plot.decoded(GenerateAnswer.self).shape == "CRFT")
    }

    // MARK: Steps

    @Test
    func `a canned result is told without running anything`() async throws {
      let answer = try await ask("canned").decoded(GenerateAnswer.self)
      #expect(answer.shape == "CRFT")
      #expect(answer.results.first?.output == "NameError: rockets\n")
      #expect(answer.parts.last?.text == "OUTCOME_FAILED: NameError: rockets")
    }

    @Test
    func `texts may tell what a shell would: status, standard error, milliseconds`() async throws {
      let said = try text(await ask("process"))
      let first = try #require(said.firstMatch(of: /\[0\|warned\n\|out\n\|(\d+)ms\]/), "\(said)")
      #expect(try #require(Int(first.1)) >= 50)
      let second = try #require(said.firstMatch(of: /\[1\|([^|\]]*)\|([^\]]*)\]/), "\(said)")
      #expect(second.1.contains("ZeroDivisionError") && second.2.contains("Traceback"), "\(said)")
      #expect(said.contains("[7]"))
    }

    @Test
    func `an outcome that is not the expected one is a 400 with what really happened`() async throws {
      let answer = try await ask("surprise")
      #expect(answer.status == 400)
      #expect(answer.text.contains("wrong-expectation") && answer.text.contains("ZeroDivisionError"))
      #expect(answer.text.contains("20-steps.yaml:8"))
    }

    @Test(arguments: [
      ("rescue", "It failed with ValueError: no"), ("picture", "Here."), ("raw", "thoughtab"), ("usage", "counted"),
    ])
    func `says what the step says`(prompt: String, expected: String) async throws {
      #expect(try text(try await ask(prompt)) == expected)
    }

    @Test
    func `code finds the files its step brings, from that step on, beside those of the request`() async throws {
      let answer = try await ask("files of the script") { body in
        let file = ["inlineData": ["mimeType": "text/csv", "data": Data("a,b\n".utf8).base64EncodedString()]]
        body["contents"] = [["role": "user", "parts": [["text": "files of the script"], file]]]
      }.decoded(GenerateAnswer.self)
      #expect(
        answer.results.map(\.outcome) == ["OUTCOME_OK", "OUTCOME_FAILED", "OUTCOME_OK", "OUTCOME_OK"],
        "\(answer.results)"
      )
      #expect(answer.results.first?.output == "['input_file_0.csv']\n")
      #expect(answer.results[2].output == "1300\n")
      #expect(answer.parts.last?.text == "['cities.csv', 'input_file_0.csv']")
      #expect(answer.files.isEmpty)
    }

    @Test
    func `images, counts and endings are those of the script`() async throws {
      #expect(try await ask("picture").decoded(GenerateAnswer.self).files.map(\.mimeType) == ["image/png"])
      let usage = try await ask("usage").decoded(GenerateAnswer.self).usageMetadata
      #expect((usage?.promptTokenCount, usage?.candidatesTokenCount, usage?.totalTokenCount) == (7, 8, 15))
      let malformed = try await ask("malformed")
      #expect(
        malformed.text.contains("MALFORMED_FUNCTION_CALL") && malformed.text.contains("Malformed function call: f(")
      )
      let key = try await ask("bad key")
      #expect(key.status == 400 && key.text.contains("API_KEY_INVALID"))
      #expect(try await ask("late error").status == 500)
      let stream = try await ask("late error", to: ServerProcess.stream)
      #expect(stream.status == 200 && stream.text.contains("So far ") && stream.text.contains("\"code\": 500"))
    }

    // MARK: Criteria

    @Test
    func `requests are told apart by header, body, path, tools and what code gave before`() async throws {
      let server = try ServerProcess.current
      #expect(try text(try await ask("crit", headers: ["x-test": "a7"])) == "header")
      #expect(try text(try await ask("crit") { $0["generationConfig"] = ["temperature": 0.25] }) == "body")
      #expect(try text(try await ask("crit", to: "/v1beta/models/gemini-2.0-flash:generateContent")) == "path")
      #expect(try text(try await ask("crit") { $0["tools"] = nil }) == "none")
      let failed = try await ask("crit") { body in
        body["contents"] = [
          ["role": "user", "parts": [["text": "run"]]],
          [
            "role": "model",
            "parts": [
              ["executableCode": ["language": "PYTHON", "code": "1/0"]],
              ["codeExecutionResult": ["outcome": "OUTCOME_FAILED", "output": "no"]],
            ],
          ],
          ["role": "user", "parts": [["text": "crit"]]],
        ]
      }
      #expect(try text(failed) == "failed before")
      #expect(try await ask("crit").status == 400)
      _ = server
    }

    @Test
    func `alternatives, the number of a call, and answers of functions`() async throws {
      #expect(try text(try await ask("say either way")) == "got either way")
      #expect(try text(try await ask("this")) == "got this")
      var said: [String] = []
      for _ in 0..<4 { said.append(try text(try await ask("nth", headers: ["X-Pollux-Namespace": "nth"]))) }
      #expect(said == ["first", "second", "later", "later"])
      func lookup(_ response: [String: Any]) async throws -> String {
        let answer = try await ask("lookup") { body in
          body["tools"] = [["functionDeclarations": [["name": "find", "description": "find"]]]]
          body["contents"] = [
            ["role": "user", "parts": [["text": "lookup"]]],
            ["role": "model", "parts": [["functionCall": ["name": "find", "args": [String: String]()]]]],
            ["role": "user", "parts": [["functionResponse": ["name": "find", "response": response]]]],
          ]
        }
        return try text(answer)
      }
      #expect(try await lookup(["found": true, "name": "Ann"]) == "found Ann")
      #expect(try await lookup(["found": false, "why": "MISSING"]) == "not there")
    }

    // MARK: Misses

    @Test
    func `a miss tells what came nearest, criterion by criterion`() async throws {
      let answer = try await ask("What is the sum of the first fifty prime numbers?")
      #expect(answer.status == 400)
      let error = try #require(try answer.decoded(GenerateAnswer.self).error)
      #expect(error.status == "FAILED_PRECONDITION")
      #expect(error.message.contains("The nearest is 'primes'"))
      #expect(error.message.contains("✗ prompt: wants contains 'first 50 prime', got"))
      #expect(error.message.contains("✓ tools"))
      #expect(error.details?.map(\.type) == ["type.googleapis.com/pollux.v1.NoMatch"])
      #expect(answer.text.contains("\"line\": 5"))
    }
  }
}
