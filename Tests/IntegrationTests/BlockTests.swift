import Foundation
import Testing
import TestSupport

extension ProcessSuites.AsDelivered {
  @Suite("A block of code")
  struct BlockTests {
    struct Case: CustomTestStringConvertible {
      var testDescription: String
      var code: String
      /// Nil where the result has no `output` key.
      var output: String?

      init(_ name: String, _ code: String, _ output: String?) {
        (testDescription, self.code, self.output) = (name, code, output)
      }
    }

    static let cases = [
      Case("printed text is verbatim", "print('a  b')\nprint()\nprint('c', end='')", "a  b\n\nc"),
      Case("nothing printed leaves the key out", "1 + 1", nil),
      Case("a bare last expression prints nothing", "x = 3\nx", nil),
      Case("runs as __main__", "if __name__ == '__main__':\n    print(__name__)", "__main__\n"),
      Case("is dedented", "    a = 1\n    if a:\n        print(a)\n\n    print('end')", "1\nend\n"),
      Case("keeps the blanks inside its texts", "print('''a\n    b''')", "a\n    b\n"),
      Case("sys.exit() is an end like another", "import sys\nprint(1)\nsys.exit()\nprint(2)", "1\n"),
      Case("sys.exit(0) too", "import sys\nsys.exit(0)", nil),
      Case("exit() too", "exit()", nil),
      Case(
        "stderr of a block that ended well is not shown",
        "import sys, warnings\nwarnings.warn('w')\nprint('e', file=sys.stderr)\nprint('done')",
        "done\n"
      ),
      Case("text beyond ASCII", "print('é∑😀')", "é∑😀\n"),
      Case(
        "bytes that are not UTF-8",
        "import sys\nsys.stdout.buffer.write(b'a\\xff\\xfe b\\n')",
        "a\u{FFFD}\u{FFFD} b\n"
      ),
      Case("a surrogate that stands for a byte", "print('\\udcff')", "\u{FFFD}\n"),
      Case("a NUL", "print('a\\0b')", "a\0b\n"),
      Case("C's own output", "import ctypes\nctypes.CDLL(None).puts(b'from C')", "from C\n"),
      Case("a child's output", "import subprocess\nsubprocess.run(['echo', 'child'])", "child\n"),
      Case(
        "a thread's output",
        "import threading\nt = threading.Thread(target=print, args=('t',))\nt.start(); t.join()",
        "t\n"
      ),
      Case("fd 1 itself", "import os\nos.write(1, b'raw\\n')", "raw\n"),
      Case(
        "sys.stdout in another wrapper",
        "import io, sys\nsys.stdout = io.TextIOWrapper(sys.stdout.buffer, encoding='utf-8')\nprint('wrapped')",
        "wrapped\n"
      ),
      Case(
        "sys.stdout detached",
        "import io, sys\nsys.stdout = io.TextIOWrapper(sys.stdout.detach())\nprint('d')",
        "d\n"
      ),
      Case("multiprocessing", "from multiprocessing import Pool\nprint(Pool(2).map(abs, [-1, -2]))", "[1, 2]\n"),
      Case("the clock is UTC", "import time\nprint(time.tzname)", "('UTC', 'UTC')\n"),
      Case(
        "the working directory",
        "import os\nprint(os.getcwd(), os.listdir(), os.environ['HOME'])",
        "/work [] /work\n"
      ),
    ]

    @Test("runs as the service runs it", arguments: cases)
    func output(_ testCase: Case) async throws {
      let result = try await ServerProcess.current.result(of: testCase.code)
      #expect(result == GenerateAnswer.Result(outcome: "OUTCOME_OK", output: testCase.output))
    }

    @Test("prints up to 1 MiB; of more the beginning and the end are kept, and what is missing is counted where it was")
    func outputCap() async throws {
      let answer = try await ServerProcess.current.run(
        "for i in range(400000): print(i, '.' * 8)\nprint('THE END')",
        "print('例' * 1_000_000)"
      )
      let lines = try #require(answer.results[0].output).split(separator: "\n")
      let cut = try #require(lines.firstIndex { $0.hasSuffix(" bytes of output were left out]") })
      #expect(lines[0] == "0 ........" && lines.last == "THE END" && cut > 20_000 && cut < lines.count - 20_000)
      let missing = try #require(Int(lines[cut].dropFirst().prefix { $0 != " " }))
      let written = (0..<400_000).reduce(0) { $0 + String($1).utf8.count + 10 } + 8
      let kept = try #require(answer.results[0].output).utf8.count - lines[cut].utf8.count
      #expect(missing + kept >= written && missing + kept <= written + 2 && kept <= 1 << 20 + 2)
      let text = try #require(answer.results[1].output)
      #expect(!text.contains("\u{FFFD}") && text.hasPrefix("例例") && text.hasSuffix("例\n"))
      // The answer of the built-in script reads the program's own last line.
      let long = try await ServerProcess.current.run("for i in range(400000): print(i, '.' * 8)\nprint('THE END')")
      #expect(long.parts.last?.text?.hasSuffix("The last line it printed: THE END") == true)
    }

    @Test("has no notice of the server's in what scripts take for its own text")
    func notices() async throws {
      let plot =
        "import matplotlib.pyplot as plt\nfor i in range(22): plt.figure(figsize=(1, 1)); plt.plot([i])\nplt.show()\n"
      let show =
        "import cv2, numpy\nprint('TOTAL 42')\ncv2.imshow('w', numpy.zeros((2, 2)))\ncv2.imshow('v', numpy.ones((2, 2)))"
      for (code, notice) in [(plot + "print('TOTAL 42')", "files left out"), (show, "cv2.imshow shows nothing here")] {
        let answer = try await ServerProcess.current.run(code)
        let lines = try #require(answer.results.first?.output).split(separator: "\n")
        #expect(lines.count == 2 && lines[0] == "TOTAL 42" && lines[1].contains(notice), "\(lines)")
        #expect(answer.parts.last?.text?.hasSuffix("The last line it printed: TOTAL 42") == true)
      }
    }

    @Test(
      "is text, which no comment on an encoding decides how to read",
      arguments: [
        ("# One-hot encoding: the sex column\nprint(1)", "1\n"),
        ("# Read the CSV file (encoding: latin-1)\nprint('Größe:', 'Köln' == 'K\\u00f6ln')", "Größe: True\n"),
        ("# -*- coding: utf-16 -*-\nprint('例')", "例\n"),
        ("#!/usr/bin/python\n# vim: set fileencoding=rot13 :\nprint(2)", "2\n"),
        ("x = 1\r\nif x:\r\n    print('''a\rb''')\r\n", "a\nb\n"), ("\u{c}print('form feed')", "form feed\n"),
      ]
    )
    func encodings(_ code: String, output: String) async throws {
      let result = try await ServerProcess.current.result(of: code)
      #expect(result == GenerateAnswer.Result(outcome: "OUTCOME_OK", output: output))
    }

    @Test(
      "gives what exec of the same text gives",
      arguments: ["\u{feff}print(1)", "# coding: nothing\nx = (", "a\u{a0}= 1"]
    )
    func likeExec(_ code: String) async throws {
      let literal = String(decoding: try JSONEncoder().encode(code), as: UTF8.self)
      let answer = try await ServerProcess.current.run(
        code,
        "try: exec(\(literal))\nexcept Exception as error: print(type(error).__name__, error, error.text, error.offset)"
      )
      let words = try #require(answer.results.last?.output).split(separator: " ", maxSplits: 1)
      let output = try #require(answer.results.first?.output)
      #expect(answer.results.first?.outcome == "OUTCOME_FAILED")
      #expect(
        output.contains("\n\(words[0]): ") && words[1].hasPrefix(output.prefix { $0 != "\n" }),
        "\(output) \(words)"
      )
    }

    @Test("leaves names, imports and files to the next one, also where it failed")
    func state() async throws {
      let answer = try await ServerProcess.current.run(
        "import math\nx = 1\ndef grow(): return x + 1",
        "print(grow(), math.floor(2.5))\nopen('note', 'w').write('kept')",
        "y = 5\n1 / 0",
        "import sys\nz = 6\nsys.exit(1)",
        "w = 7\nbytearray(6 << 30)",
        "print(y, z, w, open('note').read())"
      )
      #expect(answer.results.map(\.output)[1] == "2 2\n")
      #expect(answer.results.last == GenerateAnswer.Result(outcome: "OUTCOME_OK", output: "5 6 7 kept\n"))
    }

    @Test("may close what it was given without taking it from the next one")
    func closedStreams() async throws {
      let answer = try await ServerProcess.current.run(
        "import os, sys\nos.close(1)\nos.close(2)\nsys.stdout = None",
        "print('still here')",
        "1 / 0"
      )
      #expect(answer.results[1] == GenerateAnswer.Result(outcome: "OUTCOME_OK", output: "still here\n"))
      #expect(answer.results[2].output?.hasPrefix("division by zero\n") == true)
    }

    @Test("leaves nothing to the next response")
    func nothingSurvives() async throws {
      let server = try ServerProcess.current
      let first = try await server.run(
        """
        import builtins, json, os, numpy
        secret = 1
        builtins.secret = json.secret = numpy.pi = 'patched'
        for folder in ('/work', '/tmp', '/dev/shm'):
            open(folder + '/secret', 'w').write('x')
        os.environ['SECRET'] = 'x'
        print('done')
        """
      )
      #expect(first.results.first?.output == "done\n")
      let result = try await server.result(
        of: """
          import builtins, json, os, numpy
          print('secret' in globals(), hasattr(builtins, 'secret'), hasattr(json, 'secret'), round(numpy.pi, 2))
          print([name for folder in ('/work', '/tmp', '/dev/shm') for name in os.listdir(folder)], 'SECRET' in os.environ)
          """
      )
      #expect(result.output == "False False False 3.14\n[] False\n")
    }

    @Test("has the libraries of the guide")
    func libraries() async throws {
      let result = try await ServerProcess.current.result(
        of: """
          import importlib
          names = '''altair chess cv2 matplotlib mpmath numpy pandas pdfminer reportlab seaborn sklearn statsmodels
              striprtf sympy tabulate'''.split()
          paths = {importlib.import_module(name).__spec__.origin.split('/dist-packages/')[0] for name in names}
          print(len(names), paths)
          """
      )
      #expect(result == GenerateAnswer.Result(outcome: "OUTCOME_OK", output: "15 {'/usr/local/lib/python3.11'}\n"))
    }

    @Test(
      "is told at once what cannot be done here",
      arguments: [
        ("import cv2, numpy\ncv2.imshow('w', numpy.zeros((2, 2)))\ncv2.waitKey(0)", "cv2.imshow shows nothing here"),
        ("from PIL import Image\nImage.new('L', (2, 2)).show()", "Image.show() shows nothing here"),
        ("import subprocess, sys\nsubprocess.run([sys.executable, '-m', 'pip', 'install', 'x'], stderr=1)", "pip: "),
        ("import subprocess\nsubprocess.run(['pip', 'install', 'x'], stderr=1)", "pip: "),
      ]
    )
    func impossible(_ code: String, text: String) async throws {
      let started = ContinuousClock.now
      let result = try await ServerProcess.current.result(of: code)
      #expect(result.outcome == "OUTCOME_OK")
      #expect(result.output?.hasPrefix(text) == true, "\(result)")
      #expect(ContinuousClock.now - started < .seconds(5))
    }

    @Test("has no other package of the machine", arguments: ["apt_pkg", "apt", "yaml", "dbus", "gi", "debian"])
    func foreignPackage(_ name: String) async throws {
      let result = try await ServerProcess.current.result(of: "import \(name)")
      #expect(result.outcome == "OUTCOME_FAILED")
      #expect(result.output?.hasPrefix("No module named '\(name)'\n") == true)
    }
  }

  @Suite("The blocks of one response")
  struct BlockLimitTests {
    static let failure = "1 / 0"

    struct Case: CustomTestStringConvertible {
      var testDescription: String
      var blocks: [String]
      var ran: Int
      var limit: String?
    }

    @Test(
      "end after the fifth that failed, or the thirtieth",
      arguments: [
        Case(testDescription: "four failures", blocks: Array(repeating: failure, count: 4) + ["print(1)"], ran: 5),
        Case(testDescription: "six failures", blocks: Array(repeating: failure, count: 6), ran: 5, limit: "5"),
        Case(
          testDescription: "a success does not reset the count",
          blocks: [failure, "print(1)", failure, failure, "print(2)", failure, failure, "print('never')"],
          ran: 7,
          limit: "5"
        ),
        Case(testDescription: "thirty", blocks: (0..<30).map { "print(\($0))" }, ran: 30, limit: "30"),
        Case(testDescription: "thirty-one", blocks: (0..<31).map { "print(\($0))" }, ran: 30, limit: "30"),
      ]
    )
    func limits(_ testCase: Case) async throws {
      let answer = try await ServerProcess.current.run(blocks: testCase.blocks)
      let candidate = try #require(answer.candidates?.first)
      #expect(answer.codes.map(\.code) == testCase.blocks.prefix(testCase.ran).map { $0 + "\n" })
      #expect(answer.results.count == testCase.ran)
      #expect(candidate.finishReason == "STOP")
      if let limit = testCase.limit {
        #expect(candidate.finishMessage?.hasPrefix("\(limit) code blocks of this response") == true)
      } else {
        #expect(candidate.finishMessage == nil)
      }
    }
  }
}
