import Executions
import GeminiAPI
import Generation
import ModelBackends
import Testing

@Suite("A failed block in the forms of the models")
struct TracebackFrameTests {
  static let frame = "  File \"entry\", line 109, in run\n    exec(code)\n"
  static let heading = "Traceback (most recent call last):\n"
  static let user = "  File \"<string>\", line 1, in <module>\n"

  /// What a failed block reads as.
  private func results(
    _ failure: String,
    printed: String = "",
    errors: String = "",
    leftOut: [String] = [],
    apart: Bool = false,
    frame: String? = nil,
    id: String? = nil
  ) -> [CodeExecutionResult] {
    var dialect = Dialect()
    (dialect.failedResults, dialect.tracebackFrame) = (apart ? .two : .one, frame)
    let execution = Execution(
      ending: .completed(failure: failure),
      standardOutput: CapturedOutput(head: Array(printed.utf8)),
      standardError: CapturedOutput(head: Array(errors.utf8)),
      leftOut: leftOut,
      leftOutCount: leftOut.count
    )
    return dialect.results(of: execution, id: id)
  }

  @Test("one result has both streams, two have one each; notes stand in the last")
  func forms() {
    let note = "[files left out because there were too many or they were too large: n]"
    #expect(
      results("no\n", printed: "a\n", errors: "w\n", leftOut: ["n"], id: "i") == [
        CodeExecutionResult(id: "i", outcome: .failed, output: "stdout: a\n\nstderr: w\nno\n\(note)")
      ]
    )
    #expect(
      results("no\n", printed: "a\n", errors: "w\n", leftOut: ["n"], apart: true, id: "i") == [
        CodeExecutionResult(id: "i", outcome: .ok, output: "a\n"),
        CodeExecutionResult(id: "i", outcome: .failed, output: "w\nno\n\(note)"),
      ]
    )
    #expect(results("no\n", apart: true) == [CodeExecutionResult(outcome: .failed, output: "no\n")])
  }

  static let chained = "During handling of the above exception, another exception occurred:\n\n"

  /// The failure with `@` where the frame belongs.
  static let failures = [
    "no\n\(heading)@\(user)ValueError: no\n",
    // Without a text, and one Python adds to in the last line.
    "\n\(heading)@\(user)ValueError\n",
    "name 'a' is not defined\n\(heading)@\(user)NameError: name 'a' is not defined. Did you mean: 'b'?\n",
    // The outermost traceback comes last.
    "b\n\(heading)\(user)ValueError: a\n\n\(chained)\(heading)@\(user)ValueError: b\n",
    // The exception's own text looks like a traceback.
    "x\n\(heading)\(user)y\n\(heading)@\(user)ValueError: x\n\(heading)\(user)y\n",
    "\(heading)\(user)\n\(heading)@\(user)ValueError: \(heading)\(user)\n",
    // A block that does not compile.
    "invalid syntax (<string>, line 1)\n\(heading)@  File \"<string>\", line 1\n    1 +\nSyntaxError: invalid syntax\n",
    // No traceback at all.
    "Traceback (most recent call last): no\n",
  ]

  @Test("a frame stands below the heading of the outermost traceback", arguments: failures)
  func frames(_ marked: String) {
    let failure = marked.replacing("@", with: "")
    let results = results(failure, printed: "\(Self.heading)printed\n", apart: true, frame: Self.frame)
    #expect(results.first?.output == "\(Self.heading)printed\n")
    #expect(results.last?.output == marked.replacing("@", with: Self.frame))
  }

  @Test("a frame without a line end gets one; one that is empty changes nothing")
  func lineEnds() {
    let failure = "no\n\(Self.heading)\(Self.user)E: no\n"
    #expect(results(failure, frame: "  f")[0].output == "no\n\(Self.heading)  f\n\(Self.user)E: no\n")
    #expect(results(failure, frame: "")[0].output == failure)
  }

  @Test("a text of headings only is done in a moment", .timeLimit(.minutes(1)))
  func hostile() {
    let failure = String(repeating: Self.heading, count: 20_000)
    let written = results(failure, frame: Self.frame)[0].output ?? ""
    #expect(written.utf8.count == failure.utf8.count + Self.frame.utf8.count)
  }
}
