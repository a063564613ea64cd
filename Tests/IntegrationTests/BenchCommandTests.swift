import Foundation
import Testing
import TestSupport

extension ProcessSuites {
  @Suite("pollux bench")
  struct BenchCommandTests {
    /// Any of the lines that are printed.
    private struct Line: Decodable {
      var event: String
      var snippet: String?
      var number: Int?
      var output: String?
      var acquire: Int64?
      var blocks: [Int64]?
      var total: Int64?
      var count: Int?
      var clients: Int?
      var elapsed: Int64?
      var cpu: Int64?
      var cpuServer: Int64?
      var isolation: String?
      var reason: String?
    }

    private func snippet(_ name: String) -> String {
      Repository.root.appending(path: "Benchmarks/snippets/\(name).py").path
    }

    private func lines(_ outcome: RunningProgram.Outcome) throws -> [Line] {
      try outcome.output.split(separator: "\n").map { try JSONDecoder().decode(Line.self, from: Data($0.utf8)) }
    }

    @Test("tells each run and each pass, with a number of its own for every run")
    func runs() async throws {
      let outcome = try await pollux(
        "bench",
        "--count",
        "3",
        "--clients",
        "2",
        "--warm-up",
        "1",
        "--blocks",
        "2",
        snippet("print"),
        snippet("primes")
      )
      #expect(outcome.ending == .exited(0), "\(outcome.everything)")
      let lines = try lines(outcome)
      #expect(lines.first?.event == "ready")
      #expect(lines.first?.isolation?.isEmpty == false)
      #expect((lines.first?.elapsed ?? 0) > 0)
      let runs = lines.filter { $0.event == "run" }
      #expect(runs.map(\.snippet) == ["print", "print", "print", "primes", "primes", "primes"])
      #expect(Set(runs.map(\.number)).count == 6)
      for run in runs {
        let number = try #require(run.number)
        #expect(run.output == (run.snippet == "print" ? "\(number)\n" : "\(number + 5117)\n"))
        let blocks = try #require(run.blocks)
        #expect(blocks.count == 2 && blocks.allSatisfy { $0 > 0 })
        #expect(run.total == (try #require(run.acquire)) + blocks.reduce(0, +))
      }
      let passes = lines.filter { $0.event == "pass" }
      #expect(passes.map(\.snippet) == ["print", "primes"])
      #expect(passes.allSatisfy { $0.count == 3 && $0.clients == 2 && ($0.elapsed ?? 0) > 0 })
      #expect(passes.allSatisfy { ($0.cpu ?? -1) >= 0 && ($0.cpuServer ?? 0) > 0 })
      #expect(lines.count == 9)
    }

    @Test("runs what standard input asks for")
    func byLine() async throws {
      let outcome = try await pollux("bench", "--by-line", snippet("print"), input: "print 2 1 1\nprint 1 1 3\n")
      #expect(outcome.ending == .exited(0), "\(outcome.everything)")
      let lines = try lines(outcome)
      #expect(lines.map(\.event) == ["ready", "run", "run", "pass", "run", "pass"])
      #expect(lines[4].blocks?.count == 3)
    }

    @Test("says which block failed, and ends with 1")
    func failure() async throws {
      let file = FileManager.default.temporaryDirectory.appending(path: "pollux-bench-\(UUID().uuidString).py")
      defer { try? FileManager.default.removeItem(at: file) }
      try "raise ValueError({{n}})".write(to: file, atomically: true, encoding: .utf8)
      let outcome = try await pollux("bench", "--count", "1", file.path)
      #expect(outcome.ending == .exited(1), "\(outcome.everything)")
      #expect(try lines(outcome).first { $0.event == "error" }?.reason?.contains("ValueError") == true)
    }

    @Test(
      "refuses what it cannot do",
      arguments: [["--count", "0"], ["--clients", "65"], ["--blocks", "0"], ["--warm-up", "-1"]]
    )
    func misuse(_ arguments: [String]) async throws {
      let program = try RunningProgram(
        try Repository.executable("pollux"),
        ["bench"] + arguments.prefix(1) + [arguments[1], snippet("print")]
      )
      #expect(try await program.outcome().ending == .exited(64))
    }
  }
}

/// What the fork server runs before it forks must not be what is measured: that would be a benchmark of itself.
@Suite("The benchmark's snippets")
struct BenchmarkSnippetTests {
  /// Without spaces, comments and the values of numbers, so that another number or indentation is not a difference.
  private static func normalized(_ text: String) -> [String] {
    text.replacing("{{n}}", with: "0").split(separator: "\n").compactMap { line in
      let code = line.prefix { $0 != "#" }.filter { !$0.isWhitespace }
      let plain = code.replacing(/\d[\d_.]*/, with: "0").replacing("'", with: "\"")
      return plain.isEmpty ? nil : plain
    }
  }

  private static func files(in folder: String, endings: Set<String>) throws -> [URL] {
    let root = Repository.root.appending(path: folder)
    let found = FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil)
    return (found?.allObjects ?? []).compactMap { $0 as? URL }.filter { endings.contains($0.pathExtension) }
  }

  @Test("are not what the fork server warms up with, whole or by the line")
  func differ() throws {
    // Whatever runs before a session's first block is written in one of these.
    let folders = ["Sources/PythonRuntime", "Sources/SandboxGuest", "Sources/SandboxHost"]
    let files = try folders.flatMap { try Self.files(in: $0, endings: ["swift", "py"]) }
    let warmUp = try (files + [Repository.sandboxConfig.appending(path: "sandbox.yaml")])
      .flatMap { Self.normalized(try String(contentsOf: $0, encoding: .utf8)) }
    #expect(warmUp.count > 500)
    let text = warmUp.joined(separator: "\n")
    let snippets = try Self.files(in: "Benchmarks/snippets", endings: ["py"])
    #expect(snippets.count >= 7)
    for snippet in snippets {
      let lines = Self.normalized(try String(contentsOf: snippet, encoding: .utf8))
      let isWhole = text.contains(lines.joined(separator: "\n"))
      #expect(!isWhole, "\(snippet.lastPathComponent) is in the warm-up")
      // Imports, and the choice of a backend, are what the fork server is there for.
      let own = lines.filter { $0.count >= 20 && !$0.hasPrefix("import") && !$0.hasPrefix("from") }
        .filter { !$0.hasPrefix("matplotlib.use") }
      let shared = own.filter(text.contains)
      #expect(shared.isEmpty, "\(snippet.lastPathComponent)")
    }
  }

  @Test("have a place for a new number each")
  func numbers() throws {
    for snippet in try Self.files(in: "Benchmarks/snippets", endings: ["py"]) {
      #expect(try String(contentsOf: snippet, encoding: .utf8).contains("{{n}}"), "\(snippet.lastPathComponent)")
    }
  }
}
