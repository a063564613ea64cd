import Foundation
import Testing
import TestSupport

extension ProcessSuites {
  /// What responses cost: the header, the server's sums and the command.
  @Suite("pollux usage", .server())
  struct UsageCommandTests {
    private struct Report: Decodable {
      struct Bill: Decodable {
        struct Tokens: Decodable { var input, audioInput, cachedInput, output, imageOutput: Int }
        var cost: Double
        var tokens: Tokens
      }
      struct Line: Decodable {
        var model: String
        var responses, promptTokenCount, candidatesTokenCount, toolUsePromptTokenCount, totalTokenCount: Int
        var isPriced: Bool
        var guide, observed: Bill
      }
      var billing, currency: String
      var models: [Line]
    }

    private static let body =
      #"{"contents": [{"parts": [{"text": "```python\nprint('a' * 20)\n```"}]}], "tools": [{"codeExecution": {}}]}"#

    /// An answer in the shape of a recorded one: 21 + 96 + 160 + 86 = 363.
    private static func answer(id: String = "abc", model: String = "gemini-2.5-flash", line: String = "") -> String {
      [
        #"{"candidates": [{"content": {"parts": [{"executableCode": {"language": "PYTHON", "code": "print(28)"}},"#,
        #"{"codeExecutionResult": {"outcome": "OUTCOME_OK", "output": "sum_of_primes=28\n"}},{"text": "It is 28."}],"#,
        #""role": "model"}, "finishReason": "STOP", "index": 0}], "usageMetadata": {"promptTokenCount": 21,"#,
        #""candidatesTokenCount": 96, "totalTokenCount": 363, "toolUsePromptTokenCount": 160, "thoughtsTokenCount": 86},"#,
        #""modelVersion": "\#(model)", "responseId": "\#(id)"}"#,
      ].joined(separator: line)
    }

    private func report(_ arguments: String..., input: String = "") async throws -> Report {
      let program = try RunningProgram(
        try Repository.executable("pollux"),
        ["usage", "--json"] + arguments,
        input: input
      )
      let outcome = try await program.outcome()
      try #require(outcome.ending == .exited(0), "\(outcome.everything)")
      return try JSONDecoder().decode(Report.self, from: Data(outcome.output.utf8))
    }

    @Test("a response tells its cost, and the server the sum of all, streamed ones included")
    func server() async throws {
      let server = try await ServerProcess()
      let answer = try await server.request(body: Self.body)
      let usage = try #require(try answer.decoded(GenerateAnswer.self).usageMetadata)
      let cost = try #require(answer.headers["x-pollux-cost"])
      let parts = try #require(cost.wholeMatch(of: #/(0\.\d+) USD; input=(\d+); output=(\d+)/#))
      #expect(Int(parts.2) == usage.promptTokenCount)
      // The result, "aaaaaaaaaaaaaaaaaaaa\n", is output too.
      let results = try #require(Int(parts.3)) - (usage.candidatesTokenCount ?? 0)
      #expect((1...10).contains(results))
      let streamed = try await server.request("POST", ServerProcess.stream, body: Self.body)
      #expect(streamed.headers["x-pollux-cost"] == nil)

      let line = try #require(try await report("--url", server.url).models.first)
      #expect(line.model == "gemini-2.5-flash")
      #expect(line.responses == 2)
      #expect(line.isPriced)
      #expect(line.totalTokenCount == 2 * usage.totalTokenCount)
      #expect(abs(line.guide.cost - 2 * (Double(parts.1) ?? 0)) < 1e-11)
      #expect(line.observed.tokens.input + line.observed.tokens.output == line.totalTokenCount)
      let table = try await pollux("usage", environment: ["GOOGLE_GEMINI_BASE_URL": server.url]).output
      #expect(table.contains(#/gemini-2\.5-flash +2 +\d+ +\d+ +0\.\d+/#), "\(table)")
      try await server.stop()
    }

    @Test("one answer, answers in lines, and a stream's array and events are read alike")
    func forms() async throws {
      let one = try await report("-", input: Self.answer(line: "\n"))
      #expect(one.models.map(\.guide.cost) == [0.0004838])
      #expect(one.models.map(\.observed.cost) == [0.0005093])
      #expect(one.billing == "guide")
      let lines = try await report("-", input: Self.answer(id: "a") + "\n" + Self.answer(id: "b") + "\n")
      #expect(lines.models.map(\.responses) == [2])
      // Chunks of one stream are one response, whose last counts are the whole's.
      let head = #"{"usageMetadata": {"promptTokenCount": 21, "totalTokenCount": 21}, "responseId": "abc"}"#
      let array = try await report("-", input: "[\(head),\r\n\(Self.answer())\n]")
      #expect(array.models.map(\.responses) == [1])
      #expect(array.models.map(\.totalTokenCount) == [363])
      let events = try await report("-", input: "data: \(head)\r\n\r\ndata: \(Self.answer())\r\n\r\n")
      #expect(events.models.map(\.responses) == [1])
      #expect(events.models.map(\.guide.cost) == [0.0004838])
    }

    @Test("the rule is a flag, an environment variable or a line of the settings")
    func rule() async throws {
      let flag = try await pollux("usage", "--billing", "observed", "-", input: Self.answer())
      #expect(flag.output.contains("0.0005093"))
      let variable = try await pollux(
        "usage",
        "-",
        environment: ["POLLUX_BILLING": "observed"],
        input: Self.answer()
      )
      #expect(variable.output == flag.output)
      let wrong = try await pollux("usage", "--billing", "cheap", "-", input: Self.answer())
      #expect(wrong.ending == .exited(64))
      #expect(wrong.errors.contains("--billing") && wrong.errors.contains("guide or observed"), "\(wrong.errors)")
    }

    @Test("a model without a price has tokens and no cost")
    func unpriced() async throws {
      let answer = Self.answer(model: "gemini-9-ultra")
      let line = try #require(try await report("-", input: answer).models.first)
      #expect(!line.isPriced)
      #expect(line.guide.tokens.output == 191)
      #expect(try await pollux("usage", "-", input: answer).output.contains("no price"))
    }

    @Test("what is wrong is told, with its exit code")
    func failures() async throws {
      let text = try await pollux("usage", "-", input: "no answer")
      #expect(text.ending == .exited(1))
      #expect(text.errors.contains("-: Invalid JSON payload"), "\(text.errors)")
      let counts = try await pollux("usage", "-", input: "{}")
      #expect(counts.ending == .exited(1))
      #expect(counts.errors.contains("usageMetadata"), "\(counts.errors)")
      let silent = try await pollux("usage", "--url", "http://127.0.0.1:1")
      #expect(silent.ending == .exited(69))
      #expect(silent.errors.contains("Connection refused"), "\(silent.errors)")
      let address = try await pollux("usage", "--url", "localhost")
      #expect(address.ending == .exited(64))
      let missing = try await pollux("usage", "no-such-file")
      #expect(missing.ending == .exited(64))
      #expect(missing.errors.contains("no-such-file"), "\(missing.errors)")
    }
  }
}
