import Foundation
import Testing
import TestSupport

extension ProcessSuites {
  @Suite("pollux run")
  final class RunCommandTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "pollux-tests-\(UUID().uuidString)")

    init() throws {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit {
      try? FileManager.default.removeItem(at: folder)
    }

    private func file(_ name: String, _ content: String) throws -> String {
      let url = folder.appending(path: name)
      try content.write(to: url, atomically: false, encoding: .utf8)
      return url.path
    }

    struct Case: CustomTestStringConvertible {
      var testDescription: String
      var code: String
      var arguments: [String] = []
      var exitCode: Int32 = 0
      var output = ""
      /// The whole of stderr.
      var errors = ""
    }

    @Test(
      "tells by its exit code how the code ended",
      arguments: [
        Case(testDescription: "well", code: "print(6 * 7)", output: "42\n"),
        Case(testDescription: "dedented", code: "  print('in')\n  print('side')", output: "in\nside\n"),
        Case(
          testDescription: "with an exception",
          code: "print('a')\nraise ValueError('no')",
          exitCode: 1,
          output: "a\n",
          errors: "no\nTraceback (most recent call last):\n  File \"<string>\", line 2, in <module>\nValueError: no\n"
        ),
        Case(
          testDescription: "stderr of its own",
          code: "import sys\nprint('e', file=sys.stderr)",
          errors: "e\n"
        ),
        Case(
          testDescription: "killed",
          code: "import os\nos.kill(os.getpid(), 15)",
          exitCode: 1,
          errors: "The interpreter was killed by signal 15 (SIGTERM).\n"
        ),
        Case(
          testDescription: "sys.exit(7)",
          code: "import sys\nsys.exit(7)",
          exitCode: 1,
          errors: "7\nTraceback (most recent call last):\n  File \"<string>\", line 2, in <module>\nSystemExit: 7\n"
        ),
        Case(
          testDescription: "out of time",
          code: "print('a')\nwhile True: pass",
          arguments: ["--timeout", "500ms"],
          exitCode: 124,
          output: "a\n",
          errors: "Execution timed out after 0.5 seconds.\n"
        ),
      ]
    )
    func exitCode(_ testCase: Case) async throws {
      let script = try file("script.py", testCase.code)
      let program = try RunningProgram(try Repository.executable("pollux"), ["run", script] + testCase.arguments)
      let outcome = try await program.outcome()
      #expect(outcome.ending == .exited(testCase.exitCode))
      #expect(outcome.output == testCase.output)
      #expect(outcome.errors == testCase.errors)
    }

    @Test("reads its code from standard input")
    func standardInput() async throws {
      let outcome = try await pollux("run", "-", input: "import numpy\nprint(numpy.arange(3).sum())\n")
      #expect(outcome.ending == .exited(0), "\(outcome.everything)")
      #expect(outcome.output == "3\n")
    }

    @Test("hands files over, saves what comes out, and overwrites nothing")
    func files() async throws {
      let table = try file("sales.csv", "a,b\n1,2\n")
      let notes = try file("notes.txt", "hello")
      let script = try file(
        "plot.py",
        """
        import matplotlib.pyplot as plt, os
        plt.plot([1, 2]); plt.show()
        open('copy.csv', 'w').write(open('sales.csv').read())
        print(sorted(os.listdir()))
        """
      )
      let results = folder.appending(path: "results")
      for round in 1...2 {
        let outcome = try await pollux("run", script, "--file", table, "--file", notes, "--out", results.path)
        #expect(outcome.ending == .exited(0), "\(outcome.everything)")
        #expect(outcome.output == "['copy.csv', 'notes.txt', 'sales.csv']\n")
        #expect(outcome.errors.contains("copy"))
        let names = try FileManager.default.contentsOfDirectory(atPath: results.path)
        #expect(names.count == 2 * round)
      }
      let copies = ["copy.csv", "copy-1.csv"].map { results.appending(path: $0) }
      for copy in copies { #expect(try String(contentsOf: copy, encoding: .utf8) == "a,b\n1,2\n") }
      let image = try Data(contentsOf: results.appending(path: "figure_1.png"))
      #expect(image.starts(with: [0x89, 0x50, 0x4E, 0x47]))
      #expect(try String(contentsOfFile: table, encoding: .utf8) == "a,b\n1,2\n")
    }

    @Test("without --out names what it does not save")
    func unsaved() async throws {
      let outcome = try await pollux("run", "-", input: "open('a.txt', 'w').write('x')")
      #expect(outcome.ending == .exited(0))
      #expect(outcome.errors.contains("--out") && outcome.errors.contains("a.txt"))
    }

    @Test("names no path of the host where a name would lead out of the folder")
    func names() async throws {
      let results = folder.appending(path: "results")
      let code = "import os\nopen('..x', 'w').write('1')\nopen('a\\nb', 'w').write('2')\nopen(b'\\xff', 'w').write('3')"
      let outcome = try await pollux("run", "-", "--out", results.path, input: code)
      #expect(outcome.ending == .exited(0), "\(outcome.everything)")
      let names = Set(try FileManager.default.contentsOfDirectory(atPath: results.path))
      #expect(names == ["a\nb", "%FF"] || names == ["a%0Ab", "%FF"], "\(names)")
      #expect(Set(try FileManager.default.contentsOfDirectory(atPath: folder.path)) == ["results"])
    }

    struct Misuse: CustomTestStringConvertible {
      var testDescription: String { arguments.joined(separator: " ") }
      var arguments: [String]
      var exitCode: Int32
      var hint: String
    }

    @Test(
      "says what is wrong with a command line",
      arguments: [
        Misuse(arguments: ["run"], exitCode: 64, hint: "file"),
        Misuse(arguments: ["run", "/nonexistent/a.py"], exitCode: 64, hint: "/nonexistent/a.py"),
        Misuse(arguments: ["run", "-", "--file", "/nonexistent/b.csv"], exitCode: 64, hint: "/nonexistent/b.csv"),
        Misuse(arguments: ["run", "-", "--timeout", "soon"], exitCode: 64, hint: "5s"),
        Misuse(arguments: ["run", "-", "--colour"], exitCode: 64, hint: "--colour"),
        Misuse(arguments: ["run", "-", "--sandbox-config", "/nonexistent"], exitCode: 78, hint: "/nonexistent"),
        Misuse(arguments: ["sing"], exitCode: 64, hint: "sing"),
        Misuse(arguments: ["serve", "--port", "many"], exitCode: 64, hint: "65535"),
        Misuse(arguments: ["serve", "--port", "0", "--host", "0.0.0.0"], exitCode: 78, hint: "POLLUX_API_KEYS"),
      ]
    )
    func misuse(_ misuse: Misuse) async throws {
      let outcome = try await RunningProgram(try Repository.executable("pollux"), misuse.arguments).outcome()
      #expect(outcome.ending == .exited(misuse.exitCode))
      #expect(outcome.errors.contains(misuse.hint), "\(outcome.everything)")
      #expect(outcome.output.isEmpty)
    }

    @Test("isolates as the settings say, and so do the other commands that run code")
    func isolation() async throws {
      let code = "import os\nprint(os.getcwd())"
      #expect(try await pollux("run", "-", input: code).output == "/work\n")
      let restricted = try await pollux("run", "-", environment: ["POLLUX_ISOLATION": "restricted"], input: code)
      #expect(restricted.ending == .exited(0), "\(restricted.everything)")
      #expect(restricted.output.hasPrefix("/") && restricted.output != "/work\n", "a level without mounts of its own")
      let snippet = Repository.root.appending(path: "Benchmarks/snippets/print.py").path
      for words in [["run", "-"], ["doctor"], ["bench", "--count", "1", snippet]] {
        let program = try RunningProgram(
          try Repository.executable("pollux"),
          words,
          environment: ["POLLUX_ISOLATION": "total"]
        )
        let outcome = try await program.outcome()
        #expect(outcome.ending == .exited(78), "\(outcome.everything)")
        #expect(outcome.errors.contains("POLLUX_ISOLATION: isolation 'total' must be best, full, user or restricted"))
      }
    }

    @Test("--version and --help are for people")
    func help() async throws {
      let version = try await pollux("--version")
      #expect(version.ending == .exited(0))
      #expect(version.output.wholeMatch(of: /\d+\.\d+\.\d+\n/) != nil)
      let help = try await pollux("--help")
      #expect(help.ending == .exited(0))
      for word in ["serve", "run", "GOOGLE_GEMINI_BASE_URL"] { #expect(help.output.contains(word)) }
      #expect(try await pollux("run", "--help").output.contains("124"))
    }
  }
}
