import Testing
import TestSupport

extension ProcessSuites.AsDelivered {
  @Suite("The text of a failure")
  struct FailureTextTests {
    @Test("the last line says what was meant")
    func suggestion() async throws {
      let result = try await ServerProcess.current.result(of: "value = 1\nprint(valeu)")
      #expect(result.output?.hasPrefix("name 'valeu' is not defined\n") == true)
      #expect(result.output?.hasSuffix("\nNameError: name 'valeu' is not defined. Did you mean: 'value'?\n") == true)
    }

    @Test(
      "the network's absence is named in the exception, behind other exceptions too",
      arguments: [
        "import http.server\nhttp.server.HTTPServer(('127.0.0.1', 0), http.server.SimpleHTTPRequestHandler)",
        "import urllib.request\nurllib.request.urlopen('http://127.0.0.1:8080/', timeout=3)",
        "import urllib.request\nurllib.request.urlopen('https://example.com/', timeout=3)",
        "import socket\nsocket.create_connection(('example.com', 80))",
      ]
    )
    func noNetwork(_ code: String) async throws {
      let result = try await ServerProcess.current.result(of: code)
      #expect(result.outcome == "OUTCOME_FAILED")
      let lines = (result.output ?? "").split(separator: "\n")
      let sentence = "no network here, not even localhost"
      #expect(lines.first?.contains(sentence) == true && lines.last?.contains(sentence) == true, "\(lines)")
    }

    struct Case: CustomTestStringConvertible {
      var testDescription: String
      var code: String
      var output: String

      /// A failure whose text is given whole.
      init(_ name: String, _ code: String, output: String) {
        (testDescription, self.code, self.output) = (name, code, output)
      }

      /// An exception at one line of the block: its text, and a traceback of one frame.
      init(_ name: String, _ code: String, before: String = "", line: Int, _ exception: String, text: String) {
        let trace = "Traceback (most recent call last):\n  File \"<string>\", line \(line), in <module>\n\(exception)\n"
        self.init(name, code, output: "\(before)\(text)\n\(trace)")
      }
    }

    static let division = "division by zero"

    static let raised = [
      Case("an exception alone", "1 / 0", line: 1, "ZeroDivisionError: \(division)", text: division),
      Case(
        "after stdout",
        "print('a')\n1 / 0",
        before: "stdout: a\n\nstderr: ",
        line: 2,
        "ZeroDivisionError: \(division)",
        text: division
      ),
      Case(
        "after stdout without a line end",
        "print('a', end='')\n1 / 0",
        before: "stdout: a\nstderr: ",
        line: 2,
        "ZeroDivisionError: \(division)",
        text: division
      ),
      Case(
        "after stderr",
        "import sys\nprint('w', file=sys.stderr)\n1 / 0",
        before: "w\n",
        line: 3,
        "ZeroDivisionError: \(division)",
        text: division
      ),
      Case(
        "after both",
        "import sys\nprint('a')\nprint('w', file=sys.stderr)\nint('x')",
        before: "stdout: a\n\nstderr: w\n",
        line: 4,
        "ValueError: invalid literal for int() with base 10: 'x'",
        text: "invalid literal for int() with base 10: 'x'"
      ),
      Case(
        "after a child's stderr",
        "import subprocess\nsubprocess.run(['sh', '-c', 'echo w >&2'])\n1 / 0",
        before: "w\n",
        line: 3,
        "ZeroDivisionError: \(division)",
        text: division
      ),
      Case("without a text", "raise ValueError", line: 1, "ValueError", text: ""),
      Case("with a text of two lines", "raise ValueError('a\\nb')", line: 1, "ValueError: a\nb", text: "a\nb"),
      Case("a KeyError", "{}['k']", line: 1, "KeyError: 'k'", text: "'k'"),
      Case("KeyboardInterrupt", "raise KeyboardInterrupt", line: 1, "KeyboardInterrupt", text: ""),
      Case("exit 3", "import sys\nsys.exit(3)", line: 2, "SystemExit: 3", text: "3"),
      Case("exit with a text", "raise SystemExit('bye')", line: 1, "SystemExit: bye", text: "bye"),
      Case(
        "input",
        "input()",
        line: 1,
        "EOFError: EOF when reading a line",
        text: "EOF when reading a line"
      ),
      Case(
        "input with a prompt",
        "input('? ')",
        before: "stdout: ? \nstderr: ",
        line: 1,
        "EOFError: EOF when reading a line",
        text: "EOF when reading a line"
      ),
      Case(
        "an unprintable surrogate",
        "print('\\ud800')",
        line: 1,
        "UnicodeEncodeError: 'utf-8' codec can't encode character '\\ud800' in position 0: surrogates not allowed",
        text: "'utf-8' codec can't encode character '\\ud800' in position 0: surrogates not allowed"
      ),
    ]

    static let shaped = [
      Case(
        "a SyntaxError",
        "x = 1\nprint(2",
        output: """
          '(' was never closed (<string>, line 2)
          Traceback (most recent call last):
            File "<string>", line 2
              print(2
                   ^
          SyntaxError: '(' was never closed

          """
      ),
      Case(
        "an IndentationError",
        "if True:\nprint(1)",
        output: """
          expected an indented block after 'if' statement on line 1 (<string>, line 2)
          Traceback (most recent call last):
            File "<string>", line 2
              print(1)
              ^^^^^
          IndentationError: expected an indented block after 'if' statement on line 1

          """
      ),
      Case(
        "no memory",
        "bytearray(6 << 30)",
        output: """

          Traceback (most recent call last):
            File "<string>", line 1, in <module>
          MemoryError
          [the memory limit is 4 GiB for each process]
          """
      ),
      Case(
        "frames of user code",
        "def half(x):\n    return 1 / x\n\nhalf(0)",
        output: """
          division by zero
          Traceback (most recent call last):
            File "<string>", line 4, in <module>
            File "<string>", line 2, in half
          ZeroDivisionError: division by zero

          """
      ),
      Case(
        "a nested exception",
        "try:\n    {}['a']\nexcept KeyError as error:\n    raise ValueError('outer') from error",
        output: """
          outer
          Traceback (most recent call last):
            File "<string>", line 2, in <module>
          KeyError: 'a'

          The above exception was the direct cause of the following exception:

          Traceback (most recent call last):
            File "<string>", line 4, in <module>
          ValueError: outer

          """
      ),
      Case(
        "an exception while handling one",
        "try:\n    1 / 0\nexcept ZeroDivisionError:\n    [][0]",
        output: """
          list index out of range
          Traceback (most recent call last):
            File "<string>", line 2, in <module>
          ZeroDivisionError: division by zero

          During handling of the above exception, another exception occurred:

          Traceback (most recent call last):
            File "<string>", line 4, in <module>
          IndexError: list index out of range

          """
      ),
      Case(
        "a str() that fails",
        "class Odd(Exception):\n    def __str__(self): raise ValueError('no')\n\nraise Odd()",
        output: """

          Traceback (most recent call last):
            File "<string>", line 4, in <module>
          Odd: <exception str() failed>

          """
      ),
    ]

    @Test("is str(exception), then the traceback", arguments: raised + shaped)
    func failure(_ testCase: Case) async throws {
      let result = try await ServerProcess.current.result(of: testCase.code)
      #expect(result == GenerateAnswer.Result(outcome: "OUTCOME_FAILED", output: testCase.output))
    }

    static let deaths = [
      Case("os._exit(0)", "import os\nprint('last')\nos._exit(0)", output: "last\n\(exit(0))"),
      Case("os._exit(3)", "import os\nos._exit(3)", output: exit(3)),
      Case("a segmentation fault", "import ctypes\nctypes.string_at(0)", output: signal(11, "SIGSEGV")),
      Case("abort", "import os\nprint('last', end='')\nos.abort()", output: "last\n\(signal(6, "SIGABRT"))"),
      Case("SIGTERM", "import os\nos.kill(os.getpid(), 15)", output: signal(15, "SIGTERM")),
      Case(
        "SIGKILL",
        "import os\nos.kill(os.getpid(), 9)",
        output: "The interpreter was killed by signal 9 (SIGKILL), as the kernel does when memory runs out."
      ),
    ]

    private static func exit(_ status: Int) -> String { "The code ended the interpreter with exit status \(status)." }
    private static func signal(_ number: Int, _ name: String) -> String {
      "The interpreter was killed by signal \(number) (\(name))."
    }

    @Test("of a dead interpreter is what was printed and one sentence; the next block has a new one", arguments: deaths)
    func death(_ testCase: Case) async throws {
      let server = try ServerProcess.current
      let answer = try await server.run("kept = 1", testCase.code, "print('kept' in globals())")
      #expect(answer.shape == "CRCRCRT")
      let expected = [
        GenerateAnswer.Result(outcome: "OUTCOME_OK"),
        GenerateAnswer.Result(
          outcome: "OUTCOME_FAILED",
          output: "\(testCase.output)\n\(ProcessSuites.DeadlineTests.restarted)"
        ),
        GenerateAnswer.Result(outcome: "OUTCOME_OK", output: "False\n"),
      ]
      #expect(answer.results == expected)
    }

    @Test("shows frames of a library with their source lines")
    func libraryFrames() async throws {
      let result = try await ServerProcess.current.result(of: "import json\njson.loads('{')")
      let lines = try #require(result.output).split(separator: "\n", omittingEmptySubsequences: false)
      #expect(result.outcome == "OUTCOME_FAILED")
      #expect(lines.first == "Expecting property name enclosed in double quotes: line 1 column 2 (char 1)")
      #expect(lines.dropFirst().first == "Traceback (most recent call last):")
      #expect(lines.dropFirst(2).first == "  File \"<string>\", line 2, in <module>")
      let library = try #require(lines.firstIndex { $0.hasSuffix("in loads") })
      #expect(lines[library].hasPrefix("  File \"/usr/lib/python3."))
      #expect(lines[library + 1] == "    return _default_decoder.decode(s)")
      #expect(lines.suffix(2).first?.hasPrefix("json.decoder.JSONDecodeError: Expecting") == true)
      #expect(lines.last == "")
    }

    @Test(
      "loses its middle where it has too many bytes, and leaves the session as it is",
      arguments: [
        ("x", 1_000_000), ("\u{4f8b}", 17_000), ("\u{1F600}", 50_000), ("\u{e9}", 16_300), ("e\u{301}", 40_000),
      ]
    )
    func longText(_ character: String, count: Int) async throws {
      let answer = try await ServerProcess.current.run(
        "name = 'kept'\nraise ValueError('\(character)' * \(count))",
        "print(name)"
      )
      let text = try #require(answer.results.first?.output)
      #expect(answer.results.first?.outcome == "OUTCOME_FAILED")
      #expect(text.hasPrefix(String(repeating: character, count: 4)))
      #expect(text.hasSuffix(String(repeating: character, count: 4) + "\n"))
      #expect(!text.contains("\u{FFFD}"))
      // Twice the text and the traceback between.
      let isCut = 2 * count * character.utf8.count > 64 << 10
      #expect(text.contains("characters left out") == isCut)
      #expect(text.utf8.count <= 64 << 10)
      #expect(answer.results.last == GenerateAnswer.Result(outcome: "OUTCOME_OK", output: "kept\n"))
    }
  }
}
