import TestSupport
import Testing

extension ProcessSuites {
  @Suite("The journal of code")
  struct JournalOfCodeTests {
    @Test
    func `keeps what a block wrote to standard error, which no client sees where it ended well`() async throws {
      struct Whole: Decodable {
        struct Run: Decodable {
          var outcome: String
          var output: String
          var stderr: String
          var notices: [String]?
          var exit: Int
        }
        var runs: [Run]?
        var rawResponse: String?
      }
      struct List: Decodable {
        struct Entry: Decodable { var id: String }
        var requests: [Entry]
      }
      let server = try await ServerProcess(ServerProcess.SetUp(changes: [:], logLevel: "debug"))
      let answer = try await server.run(
        "import sys, warnings\nwarnings.warn('Gly' + 'ph 20363 missing')\nprint('é' * 600_000)",
        "sys.stderr.write('bye'); sys.exit(3)"
      )
      #expect(answer.results.count == 2)
      let id = try #require(try await server.request("GET", "/_pollux/requests").decoded(List.self).requests.last?.id)
      let whole = try await server.request("GET", "/_pollux/requests/\(id)").decoded(Whole.self)
      let runs = try #require(whole.runs)
      #expect(runs.map(\.outcome) == ["OUTCOME_OK", "OUTCOME_FAILED"])
      #expect(runs.map(\.exit) == [0, 1])
      #expect(runs[0].stderr.contains("UserWarning: Glyph 20363 missing") && runs[1].stderr.hasPrefix("bye"))
      // What is kept of both together has the size of a body.
      #expect(runs[0].output.hasPrefix("éé") && runs.reduce(0) { $0 + $1.output.utf8.count } <= 256 << 10)
      #expect(runs[0].notices?.first?.hasSuffix("bytes of output were left out]") == true)
      #expect(whole.rawResponse?.contains("Glyph") == false)
      #expect(answer.results[0].output?.contains("Glyph") == false)
      try await server.stop()
      let printed = server.program.errors
      #expect(printed.contains("sandbox.stderr") && printed.contains("Glyph 20363 missing"))
    }
  }
}
