import Foundation
import Testing
import TestSupport

extension ProcessSuites {
  @Suite("Dialects of the models", .server(changes: [:], fixtures: "Fixtures/dialects"))
  struct DialectTests {
    struct Case: CustomTestStringConvertible {
      var testDescription: String { dialect }
      var model: String
      var dialect: String
      var whole: String
      var chunks: [String]
      /// The parts of an answer whose code fails.
      var failure: String
      var roleFirst = false
    }

    static let cases = [
      Case(
        model: "gemini-2.0-flash",
        dialect: "gemini-2.0",
        whole: "T C R T | STOP | pcduht",
        chunks: ["T |  | pcdht", "C |  | pcdht", "R |  | pcdht", "T | STOP | pcduht"],
        failure: "C F T"
      ),
      Case(
        model: "gemini-2.5-flash",
        dialect: "gemini-2.5",
        whole: "T C R T | 0 STOP | pcuhts",
        chunks: ["T | 0 | pchts", "C | 0 | pchts", "R | 0 | pchts", "T | 0 STOP | pcuhts"],
        failure: "C F T"
      ),
      Case(
        model: "gemini-2.5-pro",
        dialect: "gemini-2.5-pro",
        whole: "T C R T | 0 STOP | pcuhts",
        chunks: ["T | 0 | pchts", "C | 0 STOP | pchts", "R | 0 | pchts", "T | 0 STOP | pcuhts"],
        failure: "C F T"
      ),
      Case(
        model: "gemini-3-pro-preview",
        dialect: "gemini-3",
        whole: "T C#~ R# T~ | 0 STOP | pcuhts",
        chunks: ["T | 0 | pchts", "C#~ | 0 | pchts", "R# |  | pts", "T | 0 | pcuhts", "E~ | 0 STOP | pcuhts"],
        failure: "C#~ F# T~"
      ),
      Case(
        model: "gemini-3-flash-preview",
        dialect: "gemini-3-flash-preview",
        whole: "T C#~ R# T~ | 0 STOP | pcuht",
        chunks: ["T | 0 | pcht", "C#~ E | 0 | pcht", "R# |  | pt", "T | 0 | pcuht", "E~ | 0 STOP | pcuht"],
        failure: "C#~ R# F# T~"
      ),
      Case(
        model: "gemini-3.5-flash",
        dialect: "gemini-3.5",
        whole: "T C@~ R@ T~ | 0 STOP | pcuhts",
        chunks: ["T | 0 | pchts", "C@~ | 0 | pchts", "R@ |  | pts", "T | 0 | pchts", "E~ | 0 STOP | pcuhts"],
        failure: "C@~ F@ T~"
      ),
      Case(
        model: "gemini-2.5-flash",
        dialect: "vertex",
        whole: "T C R T | STOP | pcduhtv | time",
        chunks: ["T |  | v | time", "C |  | v | time", "R |  | v | time", "T | STOP | pcduhtv | time"],
        failure: "C F T",
        roleFirst: true
      ),
      Case(
        model: "gemini-3.5-flash",
        dialect: "vertex-3",
        whole: "T C#~ R# T~ | STOP | pcduhtv | time",
        chunks: ["T |  | v | time", "C#~ |  | v | time", "R# |  | v | time", "T | STOP | pcduhtv | time"],
        failure: "C#~ F# T~",
        roleFirst: true
      ),
    ]

    private func body(_ prompt: String) throws -> String { try GenerateBody(prompt: prompt).json() }

    /// The model's own dialect, but for those no model of the Gemini API has.
    private func headers(_ testCase: Case) -> [String: String] {
      testCase.dialect.hasPrefix("vertex") ? ["X-Pollux-Dialect": testCase.dialect] : [:]
    }

    @Test("a whole answer", arguments: cases)
    func whole(_ testCase: Case) async throws {
      let target = "/v1beta/models/\(testCase.model):generateContent"
      let headers = headers(testCase)
      let answer = try await ServerProcess.current.request("POST", target, headers: headers, body: body("works"))
      let shape = try ResponseShape(answer.text)
      #expect(shape.text == testCase.whole)
      #expect(shape.addsUp, "\(shape.totals)")
      #expect(shape.rolesComeFirst == testCase.roleFirst)

      let failed = try await ServerProcess.current.request("POST", target, headers: headers, body: body("fails"))
      #expect(try ResponseShape(failed.text).text.hasPrefix(testCase.failure + " |"), "\(failed.text)")
    }

    @Test("a stream: parts, index, finish reason and counts of every chunk; counts add up", arguments: cases)
    func stream(_ testCase: Case) async throws {
      let target = "/v1beta/models/\(testCase.model):streamGenerateContent?alt=sse"
      let answer = try await ServerProcess.current
        .request("POST", target, headers: headers(testCase), body: body("works"))
      let events = try PythonEventReader.events(of: answer.body, cutAt: 0)
      let shapes = try events.map(ResponseShape.init)
      #expect(shapes.map(\.text) == testCase.chunks)
      for shape in shapes { #expect(shape.addsUp, "\(shape.totals)") }
      let ids = try events.map { try JSONDecoder().decode(Named.self, from: Data($0.utf8)).responseId }
      #expect(Set(ids).count == 1)
    }

    private struct Named: Decodable { var responseId: String }

    private struct Ended: Decodable {
      var candidates: [GenerateAnswer.Candidate]?
    }

    private static let called = "Model generated function call(s)."
    private static let vertex = "/v1/projects/p/locations/l/publishers/google/models/"

    @Test(
      "calls of functions are told once more at the end, by 2.5 models of the Gemini API",
      arguments: [
        ("/v1beta/models/gemini-2.5-flash", "calls", called), ("/v1beta/models/gemini-2.5-pro", "calls", called),
        ("/v1beta/models/gemini-2.5-flash-lite", "raw call", called),
        ("/v1beta/models/gemini-2.5-flash", "stops", "That is all."), ("/v1beta/models/gemini-2.5-flash", "says", nil),
        ("/v1beta/models/gemini-2.0-flash", "calls", nil), ("/v1beta/models/gemini-3.5-flash", "calls", nil),
        (vertex + "gemini-2.5-flash", "calls", nil), (vertex + "gemini-2.5-pro", "raw call", nil),
      ] as [(String, String, String?)]
    )
    func functionCalls(model: String, prompt: String, message: String?) async throws {
      let server = try ServerProcess.current
      let body = """
        {"contents": [{"role": "user", "parts": [{"text": "\(prompt)"}]}],
         "tools": [{"functionDeclarations": [{"name": "f"}]}]}
        """
      let whole = try await server.request("POST", model + ":generateContent", body: body)
      let answer: GenerateAnswer = try whole.decoded()
      #expect(answer.candidates?.map(\.finishMessage) == [message], "\(whole.text)")
      if message == Self.called {
        let end = "\"finishReason\": \"STOP\",\n      \"index\": 0,\n      \"finishMessage\": \"\(Self.called)\""
        #expect(whole.text.contains(end), "\(whole.text)")
      }
      let stream = try await server.request("POST", model + ":streamGenerateContent?alt=sse", body: body)
      let chunks = try PythonEventReader.events(of: stream.body, cutAt: 0)
        .map { try JSONDecoder().decode(Ended.self, from: Data($0.utf8)) }
      #expect(chunks.last?.candidates?.first?.finishMessage == message)
      #expect(chunks.last?.candidates?.first?.finishReason == "STOP")
      #expect(chunks.dropLast().allSatisfy { $0.candidates?.first?.finishMessage == nil })
    }

    @Test(
      "an answer that a script made of raw parts may be sent back",
      arguments: ["gemini-2.5-flash", "gemini-3.5-flash"]
    )
    func echo(model: String) async throws {
      let server = try ServerProcess.current
      let target = "/v1beta/models/\(model):generateContent"
      func body(_ more: String, _ prompt: String) -> String {
        #"{"contents": [\#(more){"role": "user", "parts": [{"text": "\#(prompt)"}]}], "#
          + #""tools": [{"functionDeclarations": [{"name": "f"}]}]}"#
      }
      let first = try await server.request("POST", target, body: body("", "own answer"))
      let object = try JSONSerialization.jsonObject(with: Data(first.body)) as? [String: Any]
      let content = try #require((object?["candidates"] as? [[String: Any]])?.first?["content"])
      let echoed = String(decoding: try JSONSerialization.data(withJSONObject: content), as: UTF8.self)
      #expect(echoed.contains("functionResponse"))
      let asked = #"{"role": "user", "parts": [{"text": "own answer"}]}"#
      let second = try await server.request("POST", target, body: body("\(asked), \(echoed), ", "says"))
      #expect(second.status == 200 && second.text.contains("Yes."), "\(second.text)")
    }

    @Test("code and result have one id, and blocks of one response have several")
    func ids() async throws {
      let target = "/v1beta/models/gemini-3-flash-preview:generateContent"
      let answer: GenerateAnswer = try await ServerProcess.current.request("POST", target, body: body("fails"))
        .decoded()
      let id = try #require(answer.codes.first?.id)
      #expect(answer.results.map(\.id) == [id, id])
      #expect(answer.results.map(\.outcome) == ["OUTCOME_OK", "OUTCOME_FAILED"])
      #expect(answer.results.first?.output == "so far\n")
      #expect(answer.results.last?.output?.hasPrefix("division by zero\nTraceback") == true)
    }

    @Test("Gemini 3.5 counts 60 tokens nobody wrote as prompt, in the last chunk only, and only where the tool is on")
    func hiddenTokens() async throws {
      let server = try ServerProcess.current
      let target = "/v1beta/models/gemini-3.5-flash:streamGenerateContent?alt=sse"
      let answer = try await server.request("POST", target, body: body("works"))
      let prompts = try PythonEventReader.events(of: answer.body, cutAt: 0)
        .map { try ResponseShape($0).totals["promptTokenCount"] ?? 0 }
      let visible = try #require(prompts.first)
      #expect(prompts == Array(repeating: visible, count: prompts.count - 1) + [visible + 60])

      let plain = #"{"contents": [{"role": "user", "parts": [{"text": "says"}]}]}"#
      var counts: [Int] = []
      for body in [plain, try body("says")] {
        let whole = try await server.request("POST", "/v1beta/models/gemini-3.5-flash:generateContent", body: body)
        counts.append(try #require(try ResponseShape(whole.text).totals["promptTokenCount"]))
      }
      #expect(counts[1] == counts[0] + 60)
    }

    @Test(
      "a dialect that is forced is taken for any model",
      arguments: [
        ("gemini-3.5", "works", "T C@~ R@ T~ |"), ("failures-2025", "fails", "C R F T |"),
        ("failures-2026", "fails", "C F T |"),
      ]
    )
    func forced(dialect: String, prompt: String, parts: String) async throws {
      let headers = ["X-Pollux-Dialect": dialect]
      let answer = try await ServerProcess.current.request(headers: headers, body: body(prompt))
      #expect(try ResponseShape(answer.text).text.hasPrefix(parts), "\(answer.text)")
    }

    @Test(
      "the service's own frame stands below the heading of a traceback where a dialect has one",
      arguments: [("failures-2025", "entry_point\", line 109"), ("failures-2026", "interpreter\", line 98")]
    )
    func frames(dialect: String, frame: String) async throws {
      let headers = ["X-Pollux-Dialect": dialect]
      let answer: GenerateAnswer = try await ServerProcess.current.request(headers: headers, body: body("fails"))
        .decoded()
      let lines = try #require(answer.results.last?.output).components(separatedBy: "\n")
      let heading = try #require(lines.firstIndex(of: "Traceback (most recent call last):"))
      #expect(lines[heading + 1].contains(frame))
      #expect(lines.contains("  File \"<string>\", line 2, in <module>"))
      #expect(lines.suffix(2) == ["ZeroDivisionError: division by zero", ""])
    }

    @Test("a dialect nobody knows is refused with the names there are", arguments: ["gemini-1", "", "GEMINI-3"])
    func unknown(_ name: String) async throws {
      let answer = try await ServerProcess.current.request(headers: ["X-Pollux-Dialect": name], body: body("works"))
      let error: GenerateAnswer = try answer.decoded()
      #expect(answer.status == 400)
      #expect(error.error?.status == "INVALID_ARGUMENT")
      #expect(error.error?.message.hasPrefix("Unknown dialect \"\(name)\" in X-Pollux-Dialect; known are") == true)
      #expect(error.error?.message.contains("gemini-3-flash-preview") == true)
    }
  }
}

extension ProcessSuites {
  @Suite(
    "A dialect by the settings",
    .server(changes: [:], fixtures: "Fixtures/dialects", environment: ["POLLUX_DIALECT": "gemini-3"])
  )
  struct DialectSettingTests {
    @Test(
      "is every response's, unless the client asks for another",
      arguments: [(nil, "T C#~ R# T~ |"), ("gemini-2.5", "T C R T |")] as [(String?, String)]
    )
    func setting(header: String?, parts: String) async throws {
      let headers = header.map { ["X-Pollux-Dialect": $0] } ?? [:]
      let answer = try await ServerProcess.current
        .request(headers: headers, body: GenerateBody(prompt: "works").json())
      #expect(try ResponseShape(answer.text).text.hasPrefix(parts), "\(answer.text)")
    }

    @Test("that models.yaml does not have stops the start")
    func unknown() async throws {
      let program = try RunningProgram(
        try Repository.executable("pollux"),
        ["serve", "--port", "0", "--dialect", "gemini-1"]
      )
      let outcome = try await program.outcome(within: .seconds(60))
      #expect(outcome.ending == .exited(78))
      #expect(outcome.errors.contains("dialect 'gemini-1' is not in models.yaml; known are gemini-2.0, gemini-2.5"))
    }
  }
}
