import Foundation
import Glibc
import Testing
import TestSupport

extension ProcessSuites {
  @Suite("pollux serve")
  struct ServeCommandTests {
    @Test("a misspelt key is named with its line")
    func misspelt() async throws {
      let configuration = try SandboxConfigCopy()
      let line = try configuration.replace("block: 30s", with: "blok: 30s")
      let outcome = try await pollux("serve", "--port", "0", "--sandbox-config", configuration.path)
      #expect(outcome.errors.contains("sandbox.yaml:\(line):") && outcome.errors.contains("blok"), "\(outcome.errors)")
    }

    /// Starts a server that cannot start.
    private func refusal(_ configuration: SandboxConfigCopy, _ arguments: String...) async throws
      -> RunningProgram.Outcome
    {
      let program = try RunningProgram(
        try Repository.executable("pollux"),
        ["serve", "--port", "0", "--sandbox-config", configuration.path] + arguments
      )
      let outcome = try await program.outcome()
      #expect(outcome.output.isEmpty, "a server that does not start prints no ready line")
      return outcome
    }

    @Test("says that a database is damaged, and what to do", arguments: [0, 100])
    func damagedDatabase(offset: Int) async throws {
      let folder = FileManager.default.temporaryDirectory.appending(path: "pollux-damaged-\(UUID().uuidString)")
      defer { try? FileManager.default.removeItem(at: folder) }
      let whole = try await ServerProcess(ServerProcess.SetUp(changes: [:], data: folder.path, waitsForTiers: false))
      try await whole.stop()
      let file = folder.appending(path: "pollux.sqlite")
      // A log that was left open would put the pages back.
      try #require(!FileManager.default.fileExists(atPath: file.path + "-wal"))
      var bytes = try Data(contentsOf: file)
      let garbage = Data("This is not a database. ".utf8)
      bytes.replaceSubrange(offset..<offset + 24 * 40, with: Data((0..<40).flatMap { _ in garbage }))
      try bytes.write(to: file)
      let outcome = try await refusal(try SandboxConfigCopy(), "--data", folder.path)
      #expect(outcome.ending == .exited(69), "\(outcome.everything)")
      for hint in [folder.path, "is damaged", "from a backup", "mv "] {
        #expect(outcome.errors.contains(hint), "\(outcome.errors)")
      }
      #expect(!outcome.errors.contains("this user may write"))
    }

    struct Fault: CustomTestStringConvertible {
      var testDescription: String { replacement }
      var original: String
      var replacement: String
      /// What the message says besides file and line.
      var hints: [String]
    }

    @Test(
      "names file, line and remedy for a wrong sandbox.yaml",
      arguments: [
        Fault(original: "isolation: best", replacement: "isolatoin: best\nisolation: best", hints: ["isolatoin"]),
        Fault(original: "openFiles: 1024", replacement: "openFiles: many", hints: ["limits.openFiles", "many", "64"]),
        Fault(original: "block: 30s", replacement: "block: 30 parsecs", hints: ["limits.block", "30 parsecs", "30s"]),
        Fault(original: "block: 30s", replacement: "block: [30s]", hints: ["limits.block"]),
        Fault(original: "isolation: best", replacement: "isolation: none", hints: ["none", "best"]),
        Fault(original: "isolation: best", replacement: "isolation: total", hints: ["total", "restricted"]),
        Fault(original: "queue: 64", replacement: "queue: -1", hints: ["sessions.queue"]),
        Fault(original: "  core:", replacement: "  core:\n    - os; import x", hints: ["preload.core"]),
      ]
    )
    func wrongProfile(_ fault: Fault) async throws {
      let configuration = try SandboxConfigCopy()
      let line = try configuration.replace(fault.original, with: fault.replacement)
      let outcome = try await refusal(configuration)
      #expect(outcome.ending == .exited(78), "\(outcome.everything)")
      let lines = [line, line + 1].map { "sandbox.yaml:\($0):" }
      #expect(lines.contains { outcome.errors.contains($0) }, "\(outcome.errors)")
      for hint in fault.hints { #expect(outcome.errors.contains(hint), "\(outcome.errors)") }
    }

    @Test("says which file is missing", arguments: ["sandbox.yaml", "seccomp.json", "models.yaml"])
    func missingFile(_ name: String) async throws {
      let configuration = try SandboxConfigCopy()
      try FileManager.default.removeItem(atPath: "\(configuration.path)/\(name)")
      let outcome = try await refusal(configuration)
      #expect(outcome.ending == .exited(78), "\(outcome.everything)")
      #expect(outcome.errors.contains(name))
    }

    @Test("says how to install a library set that is missing")
    func missingLibraries() async throws {
      let outcome = try await refusal(try SandboxConfigCopy(hasLibraries: false))
      #expect(outcome.ending == .exited(78), "\(outcome.everything)")
      #expect(outcome.errors.contains(".libraries"))
      let target = try #require(outcome.errors.firstMatch(of: /`make ([a-z-]+)`/)?.1, "\(outcome.errors)")
      let makefile = try String(contentsOf: Repository.root.appending(path: "Makefile"), encoding: .utf8)
      #expect(makefile.contains("\n\(target):"), "the remedy names a command that is not there")
    }

    @Test("names file and line of a wrong fixture")
    func wrongFixture() async throws {
      let configuration = try SandboxConfigCopy()
      let fixtures = configuration.folder.appending(path: "answers")
      try FileManager.default.createDirectory(at: fixtures, withIntermediateDirectories: true)
      var outcome = try await refusal(configuration, "--fixtures", fixtures.path)
      #expect(outcome.ending == .exited(78))
      #expect(outcome.errors.contains(fixtures.path))
      try "- name: a\n  match: { promt: x }\n  reply:\n    - text: hi\n"
        .write(to: fixtures.appending(path: "a.yaml"), atomically: false, encoding: .utf8)
      outcome = try await refusal(configuration, "--fixtures", fixtures.path)
      #expect(outcome.ending == .exited(78))
      #expect(outcome.errors.contains("a.yaml:2:12") && outcome.errors.contains("'prompt'"))
      outcome = try await refusal(configuration, "--fixtures", "/nonexistent")
      #expect(outcome.ending == .exited(78))
      #expect(outcome.errors.contains("/nonexistent"))
    }

    /// A server that starts in a moment, since it imports next to nothing.
    private static func quickServer() async throws -> ServerProcess {
      try await ServerProcess(ServerProcess.SetUp(changes: [:]))
    }

    private func slowRequest(to server: ServerProcess, seconds: Double) async throws -> Task<HTTPAnswer, any Error> {
      let body = try GenerateBody(blocks: ["import time\ntime.sleep(\(seconds))\nprint('finished')"]).json()
      let request = Task { try await server.request(body: body) }
      guard try await eventually({ try server.processes() != server.processesAtRest }) else {
        throw TestFailure("the code did not start")
      }
      return request
    }

    @Test("that is stopped while it starts ends well, with nothing left", arguments: ["listening", "ready: "])
    func stoppedWhileStarting(line: String) async throws {
      let program = try RunningProgram(try Repository.executable("pollux"), ["serve", "--port", "0"])
      let isThere = try await eventually(within: .seconds(60)) { (program.errors + program.output).contains(line) }
      #expect(isThere, "\(program.errors)")
      let sandbox = try ProcessTree.descendants(of: program.id)
      program.send(SIGTERM)
      let outcome = try await program.outcome()
      #expect(outcome.ending == .exited(0), "\(outcome.everything)")
      #expect(try await eventually(within: .seconds(10)) { try ProcessTree.survivors(of: sandbox).isEmpty })
    }

    @Test("exits 69 where the port is taken, and leaves the other server alone")
    func takenPort() async throws {
      let server = try await Self.quickServer()
      let configuration = try SandboxConfigCopy()
      let outcome = try await pollux(
        "serve",
        "--port",
        "\(server.port)",
        "--sandbox-config",
        configuration.path
      )
      #expect(outcome.ending == .exited(69), "\(outcome.everything)")
      #expect(outcome.errors.contains("127.0.0.1:\(server.port)") && outcome.errors.contains("--port 0"))
      #expect(try await server.request("GET", "/health").status == 200)
      try await server.stop()
    }

    @Test("finishes what runs when it is told to stop, and takes nothing new")
    func drain() async throws {
      let server = try await Self.quickServer()
      let request = try await slowRequest(to: server, seconds: 1)
      server.program.send(SIGTERM)
      let answer = try await request.value
      #expect(try answer.decoded(GenerateAnswer.self).results.first?.output == "finished\n")
      #expect(try await server.program.outcome().ending == .exited(0))
      await #expect(throws: TestFailure.self) { try await server.request("GET", "/health") }
    }

    @Test("ends at once at a second signal, and leaves no process")
    func secondSignal() async throws {
      let server = try await Self.quickServer()
      let request = try await slowRequest(to: server, seconds: 25)
      let sandbox = try server.processes()
      // Signals that arrive together may count as one, so there are as many as it takes.
      let ends = try await eventually(within: .seconds(10)) {
        server.program.send(SIGTERM)
        return server.program.ending != nil
      }
      #expect(ends)
      #expect(try await server.program.outcome().ending == .exited(128 + SIGTERM))
      #expect(try await eventually { try ProcessTree.survivors(of: sandbox).isEmpty })
      _ = await request.result
    }

    @Test("leaves no process when it is killed in the middle of code")
    func killed() async throws {
      let server = try await Self.quickServer()
      let request = try await slowRequest(to: server, seconds: 25)
      let sandbox = try server.processes()
      #expect(sandbox.count > server.processesAtRest.count)
      server.program.send(SIGKILL)
      #expect(try await server.program.outcome().ending == .signaled(SIGKILL))
      #expect(
        try await eventually { try ProcessTree.survivors(of: sandbox).isEmpty },
        "the sandbox outlives its server"
      )
      _ = await request.result
    }

    @Test("starts another fork server where one was killed")
    func forkServerDies() async throws {
      let server = try await Self.quickServer()
      for process in server.processesAtRest { kill(process.id, SIGKILL) }
      let isBack = try await eventually {
        guard try server.processes().isDisjoint(with: server.processesAtRest) else { return false }
        return try await server.request("GET", "/ready").status == 200
      }
      #expect(isBack)
      #expect(try await server.result(of: "print('back')").output == "back\n")
      try await server.stop()
    }

    @Test("a tokenizer that is not a model stops the start")
    func wrongModel() async throws {
      for path in ["README.md", "no-such-file"] {
        let file = Repository.root.appending(path: path).path
        let outcome = try await pollux("serve", "--port", "0", "--tokenizer", file)
        #expect(outcome.ending == .exited(78))
        #expect(outcome.errors.contains("tokenizer: \(file)"), "\(outcome.errors)")
      }
    }
  }
}
