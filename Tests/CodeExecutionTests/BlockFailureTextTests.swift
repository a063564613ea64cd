import CodeExecution
import GeminiAPI
import Testing

@Suite("A failed block in the forms of the models")
struct BlockFailureTextTests {
  static let frame = "  File \"entry\", line 109, in run\n    exec(code)\n"
  static let heading = "Traceback (most recent call last):\n"
  static let user = "  File \"<string>\", line 1, in <module>\n"

  @Test("one result has both streams, two have one each; notes stand in the last")
  func forms() {
    let text = BlockFailureText(printed: "a\n", errors: "w\n", failure: "no\n", notes: ["[n]"])
    #expect(
      text.results(.init(), id: "i") == [
        CodeExecutionResult(id: "i", outcome: .failed, output: "stdout: a\n\nstderr: w\nno\n[n]")
      ]
    )
    #expect(
      text.results(.init(printsApart: true), id: "i") == [
        CodeExecutionResult(id: "i", outcome: .ok, output: "a\n"),
        CodeExecutionResult(id: "i", outcome: .failed, output: "w\nno\n[n]"),
      ]
    )
    let silent = BlockFailureText(printed: "", failure: "no\n")
    #expect(silent.results(.init(printsApart: true), id: nil) == [.init(outcome: .failed, output: "no\n")])
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
    let text = BlockFailureText(printed: "\(Self.heading)printed\n", failure: marked.replacing("@", with: ""))
    let results = text.results(.init(printsApart: true, frame: Self.frame), id: nil)
    #expect(results.first?.output == "\(Self.heading)printed\n")
    #expect(results.last?.output == marked.replacing("@", with: Self.frame))
  }

  @Test("a frame without a line end gets one; one that is empty changes nothing")
  func lineEnds() {
    let text = BlockFailureText(printed: "", failure: "no\n\(Self.heading)\(Self.user)E: no\n")
    #expect(text.results(.init(frame: "  f"), id: nil)[0].output == "no\n\(Self.heading)  f\n\(Self.user)E: no\n")
    #expect(text.results(.init(frame: ""), id: nil)[0].output == text.failure)
  }

  @Test("a text of headings only is done in a moment", .timeLimit(.minutes(1)))
  func hostile() {
    let failure = String(repeating: Self.heading, count: 20_000)
    let text = BlockFailureText(printed: "", failure: failure)
    let written = text.results(.init(frame: Self.frame), id: nil)[0].output ?? ""
    #expect(written.utf8.count == failure.utf8.count + Self.frame.utf8.count)
  }
}
