import Foundation
import Glibc
import SandboxProtocol
import TestSupport
import Testing

extension ProcessSuites {
  @Suite("A step of the jail that fails")
  struct FaultInjectionTests {
    typealias Step = FaultyInstallation.Step

    private let installation: FaultyInstallation

    init() throws {
      installation = try FaultyInstallation()
    }

    /// Steps that may fail: no range of the administrator's is a reason to take the profile's, a fork server whose memory
    /// the kernel does not tell works like another, and so does one that cannot rehearse the end of a block.
    private static let optional: Set = [
      "launcher: open /etc/subuid", "launcher: read /etc/subuid", "launcher: open /etc/subgid",
      "launcher: read /etc/subgid", "launcher: fork for /usr/bin/newuidmap",
      "fork server: open /proc/self/smaps_rollup", "fork server: read /proc/self/smaps_rollup",
      "fork server: open /proc/self/status", "fork server: read /proc/self/status", "fork server: open /work",
    ]

    private static func joinsCgroup(_ step: Step) -> Bool {
      step.stage == .joinCgroup
    }

    /// The steps of this machine, found by a run; a few that every machine has show that none of the parts is missing.
    private func steps() async throws -> [Step] {
      let steps = try await installation.steps().filter {
        // The jail is complete by then, and the session about to run code: a block that dies, as any may.
        $0.part != "session" || $0.stage != .receiveSessionFrame
      }
      for (part, stage): (String, JailStage) in [
        ("launcher", .pivotRoot), ("fork server", .openUserLimits), ("session start", .forkSession),
        ("session", .loadFilter),
      ] {
        try #require(steps.contains { $0.part == part && $0.stage == stage }, "\(part): \(stage)")
      }
      return steps
    }

    @Test(
      "stops the start with its name, and leaves nothing",
      arguments: [["launcher"], ["fork server", "session start"], ["session"]]
    )
    func atTheStart(parts: [String]) async throws {
      let all = try await steps()
      // `best` would go on without a cgroup where joining one fails.
      let level = all.contains(where: Self.joinsCgroup) ? "full" : "user"
      _ = try installation.configuration.replace("isolation: best", with: "isolation: \(level)")
      let mounts = try Remains.mounts()
      for step in all where parts.contains(step.part) {
        try installation.inject(step)
        let program = try installation.started()
        let outcome = try await program.outcome(within: .seconds(15))
        let code: Int32 = Self.optional.contains(step.text) ? 0 : 78
        #expect(outcome.ending == .exited(code), "\(step.text): \(outcome.everything)")
        if code == 78 {
          // The maps' writer stays outside and tells the launcher the reason only.
          let isWriters = [.openIDMap, .writeIDMap].contains(step.stage) && step.detail.hasPrefix("the launcher's")
          let told = isWriters || step.stage == .forkMapProgram ? "map ids" : step.name
          #expect(outcome.errors.contains(": \(told)"), "\(step.text): \(outcome.errors)")
        }
        let isGone = try await eventually(within: .seconds(5)) {
          try Remains.processes(of: installation.folder).isEmpty
        }
        #expect(isGone, "\(step.text) leaves processes")
        #expect(try Remains.cgroups(of: program.id) == [], "\(step.text)")
        #expect(try Remains.mounts() == mounts, "\(step.text)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: installation.home.path) == [], "\(step.text)")
      }
    }

    @Test("refuses one request and no other, and leaves nothing of the session")
    func inARunningServer() async throws {
      let all = try await steps()
      let hasCgroup = all.contains(where: Self.joinsCgroup)
      let steps = all.filter {
        // The last is the next test's.
        $0.part.hasPrefix("session") && $0.stage != .returnToPIDNamespace
      }
      let server = try await ServerProcess(.init(changes: [:], executable: installation.pollux))
      // Of a test that fails before it stops its server; nothing where it has ended.
      defer { server.program.send(SIGKILL) }
      // Before any code: a session's descriptors are closed only some time after its answer.
      let processes = [server.program.id] + server.processesAtRest.map(\.id)
      let descriptors = Remains.descriptors(of: processes)
      #expect(descriptors[server.program.id] != nil)
      #expect(try await server.result(of: "print(6 * 7)").output == "42\n")
      #expect(try await server.comesToRest())
      // The searches below find what is there; an ordinary user may not look at processes with ids of their own.
      if geteuid() == 0 {
        #expect(try Remains.processes(of: installation.folder).count > server.processesAtRest.count)
      }
      if hasCgroup { #expect(try Remains.cgroups(of: server.program.id) != []) }
      let body = try GenerateBody(blocks: ["print(6 * 7)"]).json()
      for step in steps {
        try installation.inject(step)
        let answer = try await server.request(body: body)
        #expect(answer.status == 503, "\(step.text): \(answer.text)")
        let error = try #require(try answer.decoded(GenerateAnswer.self).error, "\(step.text)")
        #expect(error.code == 503 && error.status == "UNAVAILABLE", "\(step.text): \(error)")
        #expect(error.message.contains(": \(step.name): "), "\(step.text): \(error.message)")
        for path in [installation.folder.path, Repository.root.path, installation.configuration.folder.path] {
          #expect(!error.message.contains(path), "\(step.text): \(error.message)")
        }
        try installation.inject(nil)
        #expect(try await server.result(of: "print(6 * 7)").output == "42\n", "after \(step.text)")
        #expect(try await server.comesToRest(), "\(step.text)")
        let isClean = try await eventually(within: .seconds(5)) {
          try Remains.cgroups(of: server.program.id, below: "session-").isEmpty
            && Remains.descriptors(of: processes) == descriptors
        }
        #expect(isClean, "\(step.text): \(descriptors) became \(Remains.descriptors(of: processes))")
      }
      try await server.stop()
    }

    @Test("a fork server that cannot come back to its pid namespace is replaced, and the request waits for that")
    func strandedForkServer() async throws {
      let step = try #require(try await steps().first { $0.stage == .returnToPIDNamespace })
      let server = try await ServerProcess(.init(changes: [:], executable: installation.pollux))
      // Of a test that fails before it stops its server; nothing where it has ended.
      defer { server.program.send(SIGKILL) }
      try installation.inject(step)
      async let result = server.result(of: "print(6 * 7)")
      #expect(try await eventually { try ProcessTree.survivors(of: server.processesAtRest).isEmpty })
      try installation.inject(nil)
      #expect(try await result.output == "42\n")
      #expect(try await server.result(of: "print(6 * 7)").output == "42\n")
      #expect(try await eventually { try Remains.cgroups(of: server.program.id, below: "session-").isEmpty })
      try await server.stop()
    }

    @Test("a session whose pid 1 cannot be exec'd is refused by that name")
    func initIsNoProgram() async throws {
      try Data("no program\n".utf8).write(to: installation.initExecutable)
      let outcome = try await installation.run()
      #expect(outcome.ending == .exited(78))
      #expect(outcome.errors.contains("start the session's init: Exec format error"), "\(outcome.errors)")
      #expect(try await eventually(within: .seconds(5)) { try Remains.processes(of: installation.folder).isEmpty })
    }

    @Test("can be chosen in the tests' sandbox only: the ordinary one knows nothing of it")
    func ordinaryBuild() throws {
      // The type in every mangled name of it, and its files.
      let marks = ["14FaultInjection", "injected-fault"]
      let ordinary = URL(filePath: try Repository.executable("pollux-sandbox"))
      for (executable, expected) in [(FaultyInstallation.sandbox, marks), (ordinary, [])] {
        let content = try Data(contentsOf: executable, options: .alwaysMapped)
        #expect(marks.filter { content.range(of: Data($0.utf8)) != nil } == expected, "\(executable.path)")
      }
    }
  }
}
