import Executions
import GeminiAPI
import Generation
import ModelBackends
import SandboxProtocol
import Testing

@Suite("A block's report in the service's words")
struct ExecutionTextTests {
  static let trace =
    "no\nTraceback (most recent call last):\n  File \"<string>\", line 1, in <module>\nValueError: no\n"
  static let restarted =
    "The interpreter was restarted: names and files from before are gone, input files are in place again."

  static let noWindow =
    " shows nothing here: there is no window. Draw with matplotlib and call plt.show(), or save a file."

  struct Case: CustomTestStringConvertible {
    var testDescription: String
    var ending: Execution.Ending
    var printed = ""
    /// The end of what was printed, where it was cut.
    var tail = ""
    var errors = ""
    var dropped = (output: 0, errors: 0)
    var leftOut: (names: [String], count: Int) = ([], 0)
    var notices: [BlockNotice] = []
    var milliseconds: UInt64 = 30_000
    var memory: UInt64 = 4 << 30
    var outcome: Outcome
    var output: String?
    /// What the program itself said; nil where that is all.
    var programText: String?

    var execution: Execution {
      Execution(
        ending: ending,
        standardOutput: CapturedOutput(
          head: Array(printed.utf8),
          tail: Array(tail.utf8),
          droppedByteCount: dropped.output
        ),
        standardError: CapturedOutput(head: Array(errors.utf8), droppedByteCount: dropped.errors),
        leftOut: leftOut.names,
        leftOutCount: leftOut.count,
        silentCalls: notices,
        limitMilliseconds: milliseconds,
        limitMemory: memory
      )
    }
  }

  static let completed = [
    Case(testDescription: "nothing printed", ending: .completed(failure: nil), outcome: .ok),
    Case(testDescription: "stdout", ending: .completed(failure: nil), printed: "1\n", outcome: .ok, output: "1\n"),
    Case(
      testDescription: "stderr of a good block is not shown",
      ending: .completed(failure: nil),
      errors: "warning\n",
      outcome: .ok
    ),
    Case(
      testDescription: "nor is it counted",
      ending: .completed(failure: nil),
      printed: "1",
      dropped: (0, 5),
      outcome: .ok,
      output: "1"
    ),
    Case(
      testDescription: "what was left out stands on a line of its own",
      ending: .completed(failure: nil),
      printed: "12",
      dropped: (7, 0),
      outcome: .ok,
      output: "12\n[7 bytes of output were left out]",
      programText: "12"
    ),
    Case(
      testDescription: "what was left out stands where it was cut",
      ending: .completed(failure: nil),
      printed: "0\n1",
      tail: "8\nTHE END\n",
      dropped: (7, 0),
      outcome: .ok,
      output: "0\n1\n[7 bytes of output were left out]\n8\nTHE END\n",
      programText: "0\n1\n8\nTHE END\n"
    ),
    Case(
      testDescription: "what shows nothing is told below",
      ending: .completed(failure: nil),
      printed: "TOTAL 42\n",
      notices: [.imshow, .showOfAltair],
      outcome: .ok,
      output: "TOTAL 42\ncv2.imshow\(noWindow)\nChart.show()\(noWindow)",
      programText: "TOTAL 42\n"
    ),
    Case(
      testDescription: "files left out are named",
      ending: .completed(failure: nil),
      printed: "12\n",
      leftOut: (["a.txt", "b.txt"], 2),
      outcome: .ok,
      output: "12\n[files left out because there were too many or they were too large: a.txt, b.txt]",
      programText: "12\n"
    ),
    Case(
      testDescription: "files beyond the names are counted",
      ending: .completed(failure: nil),
      leftOut: (["a.txt"], 9),
      outcome: .ok,
      output: "[files left out because there were too many or they were too large: a.txt and 8 more]",
      programText: ""
    ),
    Case(
      testDescription: "a failure alone",
      ending: .completed(failure: trace),
      outcome: .failed,
      output: trace
    ),
    Case(
      testDescription: "a failure after stdout",
      ending: .completed(failure: trace),
      printed: "a\n",
      outcome: .failed,
      output: "stdout: a\n\nstderr: \(trace)"
    ),
    Case(
      testDescription: "a failure after stderr",
      ending: .completed(failure: trace),
      errors: "w\n",
      outcome: .failed,
      output: "w\n\(trace)"
    ),
    Case(
      testDescription: "a failure after both, with more than was kept",
      ending: .completed(failure: trace),
      printed: "a",
      errors: "w",
      dropped: (1, 2),
      outcome: .failed,
      output: "stdout: a\n[1 bytes of output were left out]\nstderr: w\n[2 bytes of output were left out]\n\(trace)",
      programText: "stdout: a\nstderr: w\(trace)"
    ),
    Case(
      testDescription: "want of memory names the limit",
      ending: .outOfMemory(failure: trace),
      printed: "a\n",
      memory: 3 << 30,
      outcome: .failed,
      output: "stdout: a\n\nstderr: \(trace)[the memory limit is 3 GiB for each process]",
      programText: "stdout: a\n\nstderr: \(trace)"
    ),
    Case(
      testDescription: "want of memory below a limit of part of a GiB",
      ending: .outOfMemory(failure: trace),
      memory: 1536 << 20,
      outcome: .failed,
      output: "\(trace)[the memory limit is 1536 MiB for each process]",
      programText: trace
    ),
  ]

  static let ended = [
    Case(
      testDescription: "the deadline",
      ending: .deadline,
      outcome: .deadlineExceeded,
      output: "Execution timed out after 30 seconds.\n\(restarted)",
      programText: ""
    ),
    Case(
      testDescription: "the deadline after a half line",
      ending: .deadline,
      printed: "half",
      milliseconds: 1000,
      outcome: .deadlineExceeded,
      output: "half\nExecution timed out after 1 second.\n\(restarted)",
      programText: "half"
    ),
    Case(
      testDescription: "the deadline of part of a second",
      ending: .deadline,
      milliseconds: 2500,
      outcome: .deadlineExceeded,
      output: "Execution timed out after 2.5 seconds.\n\(restarted)",
      programText: ""
    ),
    Case(
      testDescription: "an exit",
      ending: .died(.exited(status: 3)),
      printed: "a\n",
      errors: "w\n",
      outcome: .failed,
      output: "a\nw\nThe code ended the interpreter with exit status 3.\n\(restarted)",
      programText: "a\nw\n"
    ),
    Case(
      testDescription: "a signal with a name",
      ending: .died(.signaled(11)),
      outcome: .failed,
      output: "The interpreter was killed by signal 11 (SIGSEGV).\n\(restarted)",
      programText: ""
    ),
    Case(
      testDescription: "a signal without one",
      ending: .died(.signaled(40)),
      outcome: .failed,
      output: "The interpreter was killed by signal 40.\n\(restarted)",
      programText: ""
    ),
    Case(
      testDescription: "a violation",
      ending: .violation("it sent a frame that is none"),
      outcome: .failed,
      output: "The interpreter was ended: it sent a frame that is none.\n\(restarted)",
      programText: ""
    ),
  ]

  @Test("says what came of it", arguments: completed + ended)
  func result(_ testCase: Case) {
    let results = Dialect().results(of: testCase.execution, id: "i")
    #expect(results == [CodeExecutionResult(id: "i", outcome: testCase.outcome, output: testCase.output)])
    #expect(testCase.execution.programText == testCase.programText ?? testCase.output ?? "")
  }

  @Test("leaves what did not run as it stands, in every dialect")
  func notRun() {
    var dialect = Dialect()
    (dialect.failedResults, dialect.tracebackFrame) = (.two, "frame\n")
    for text in [nil, "", Self.trace] {
      let execution = Execution(ending: .notRun(.failed, text: text))
      #expect(dialect.results(of: execution, id: nil) == [CodeExecutionResult(outcome: .failed, output: text)])
      #expect(execution.programText == text ?? "")
    }
  }

  @Test("explains to a model what came of a block, below all that the program wrote")
  func explained() {
    let cut = CapturedOutput(head: Array("0".utf8), tail: Array("9".utf8), droppedByteCount: 8)
    let execution = Execution(ending: .deadline, standardOutput: cut, silentCalls: [.imshow])
    #expect(
      execution.explainedText == "0\n9\n[8 bytes of output were left out]\ncv2.imshow\(Self.noWindow)\n"
        + "Execution timed out after 30 seconds.\n\(Self.restarted)"
    )
  }

  @Test("replaces bytes that are not text")
  func invalidText() {
    let execution = Execution(
      ending: .completed(failure: nil),
      standardOutput: CapturedOutput(head: [0x61, 0xff, 0xe2, 0x82, 0x62])
    )
    #expect(Dialect().results(of: execution, id: nil)[0].output == "a\u{FFFD}\u{FFFD}b")
  }

  @Test("lets a session live on where its interpreter did")
  func survival() {
    #expect(Self.completed.allSatisfy { $0.execution.sessionSurvives })
    #expect(!Self.ended.contains { $0.execution.sessionSurvives })
  }
}
