import Executions
import GeminiAPI
import ModelBackends
import Testing

@testable import Scripting

@Suite("The way through a reply")
struct ScriptCursorTests {
  private static let yaml = """
    - name: repair
      match: { prompt: "/average of (?<xs>[\\\\d, ]+)/" }
      reply:
        - think: "Let me see."
          text: "First. "
        - attempts:
            - code: "bad({{match.xs}})"
            - text: "It failed with {{last(result.lines)}}. "
              code: "worse({{match.xs}})"
            - code: "good({{match.xs}})"
          max: 5
        - text: "{{#result.ok}}Average: {{trim(result.output)}}{{/result.ok}}{{^result.ok}}No answer{{/result.ok}}"
        - code: "print({{count(results)}})"
        - text: "end"
    """

  @Test(
    "takes the next attempt only where the one before failed",
    arguments: [
      ([.ok("2\n")], ["bad(1, 2)", "print(1)"], ["First. ", "Average: 2", "end"]),
      (
        [.failed("a\nboom"), .ok("3\n")], ["bad(1, 2)", "worse(1, 2)", "print(2)"],
        ["First. ", "It failed with boom. ", "Average: 3", "end"]
      ),
      (
        [.failed("a"), FakeRun(outcome: .deadline, output: "late"), .ok("4")],
        ["bad(1, 2)", "worse(1, 2)", "good(1, 2)", "print(3)"],
        ["First. ", "It failed with a. ", "Average: 4", "end"]
      ),
      (
        [.failed("a"), .failed("b"), .failed("c")], ["bad(1, 2)", "worse(1, 2)", "good(1, 2)", "print(3)"],
        ["First. ", "It failed with a. ", "No answer", "end"]
      ),
    ] as [([FakeRun], [String], [String])]
  )
  func attempts(runs: [FakeRun], codes: [String], texts: [String]) async throws {
    let backend = ScriptedBackend(fixtures: try FixtureSet.parse(yaml: Self.yaml))
    let deltas = try await play(backend, conversation("the average of 1, 2"), runs: runs)
    #expect(deltas.first == .thought("Let me see."))
    #expect(deltas.codes == codes)
    #expect(deltas.texts == texts)
  }

  @Test("every turn but the last ends with its only code, and nothing comes after the end")
  func turns() async throws {
    let backend = ScriptedBackend(fixtures: try FixtureSet.parse(yaml: Self.yaml))
    let responder = try await backend.responder(to: conversation("average of 1"))
    var run: Execution?
    for expected in [3, 2, 1, 2, 1, 0, 0] {
      let deltas = try await responder.turn(after: run)
      #expect(deltas.count == expected)
      #expect(deltas.codes.count <= 1)
      run = Execution(ending: .notRun(.failed, text: "x"))
    }
  }

  @Test("two lists of attempts each start anew")
  func twoLists() async throws {
    let yaml = """
      - reply:
          - attempts: [{ code: a1 }, { code: a2 }]
          - attempts: [{ code: b1 }, { code: b2 }]
      """
    let backend = ScriptedBackend(fixtures: try FixtureSet.parse(yaml: yaml))
    let runs: [FakeRun] = [.failed(""), .ok(""), .failed(""), .ok("")]
    #expect(try await play(backend, conversation("x"), runs: runs).codes == ["a1", "a2", "b1", "b2"])
    let good: [FakeRun] = [.ok(""), .ok("")]
    #expect(try await play(backend, conversation("x"), runs: good).codes == ["a1", "b1"])
  }

  @Test("a fixture's code without the tool is an error that says what to turn on")
  func toolIsOff() async throws {
    let set = try FixtureSet.parse(yaml: "- { name: one, reply: [{ code: x }] }", file: "f.yaml")
    let error = await #expect(throws: Status.self) {
      try await play(ScriptedBackend(fixtures: set), conversation("x", codeExecution: false))
    }
    #expect(error?.code == .failedPrecondition)
    #expect(error?.message.contains("'one' (f.yaml:1:3)") == true)
    #expect(error?.message.contains("codeExecution") == true)
  }
}
