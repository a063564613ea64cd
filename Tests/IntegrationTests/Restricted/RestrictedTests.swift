import TestSupport
import Testing

extension ProcessSuites {
  @Suite("The level restricted", .server(changes: RestrictedChecks.changes, preload: true))
  struct RestrictedTests {
    @Test("runs blocks with files, libraries and figures")
    func wholeResponse() async throws { try await RestrictedChecks.wholeResponse() }

    @Test("shows user code this and no more", arguments: RestrictedViews.all)
    func view(_ testCase: RestrictedViews.Case) async throws { try await RestrictedChecks.view(testCase) }

    @Test("ends a block at its deadline and goes on")
    func deadline() async throws { try await RestrictedChecks.deadline() }

    @Test("keeps a session from its neighbour")
    func neighbour() async throws { try await RestrictedChecks.neighbour() }

    @Test("leaves nothing of a session", arguments: RestrictedChecks.leftovers)
    func leftover(_ leftover: RestrictedChecks.Leftover) async throws {
      try await RestrictedChecks.nothingRemains(of: leftover)
    }

    @Test("stops a fork bomb, and the next response has room")
    func forkBomb() async throws { try await RestrictedChecks.forkBomb() }

    @Test("is asked for by the environment as well as by sandbox.yaml, and no other word is")
    func environment() async throws {
      let server = try await ServerProcess(
        ServerProcess.SetUp(changes: ["isolation": "best"], environment: ["POLLUX_ISOLATION": "restricted"])
      )
      #expect(server.readyLine.contains("isolation: restricted"))
      try await server.stop()
      let refused = try await pollux("serve", "--port", "0", "--isolation", "none")
      #expect(refused.ending == .exited(64), "\(refused.everything)")
      #expect(refused.errors.contains("--isolation") && refused.errors.contains("best, full, user or restricted"))
    }

    @Test("leaves nothing of a server", arguments: [false, true])
    func server(killed: Bool) async throws {
      try await RestrictedChecks.nothingRemains(
        ofServer: ServerProcess.SetUp(changes: ["isolation": "restricted"]),
        killed: killed
      )
    }
  }

  @Suite(
    "Where there are no user namespaces",
    .enabled("a user namespace is needed to make a place without any") { try await Cage.isAvailable() },
    .server(changes: RestrictedChecks.changes, preload: true, through: Cage.command)
  )
  struct CagedTests {
    @Test("refuses the stronger levels, and says what can be done", arguments: ["best", "full", "user"])
    func refusal(level: String) async throws {
      let doctor = try await Cage.run(try Repository.executable("pollux"), "doctor", "--isolation", level)
      #expect(doctor.ending == .exited(1), "\(doctor.everything)")
      for hint in ["userNamespace", "user.max_user_namespaces", "isolation: restricted", "SECURITY.md"] {
        #expect(doctor.output.contains(hint), "\(doctor.everything)")
      }
    }

    @Test("grants restricted, and says that sessions share an id")
    func grant() async throws {
      let doctor = try await Cage.run(try Repository.executable("pollux"), "doctor", "--isolation", "restricted")
      #expect(doctor.ending == .exited(0), "\(doctor.everything)")
      #expect(doctor.output.contains("restricted: available"))
      #expect(doctor.output.contains("share user id 0"))
    }

    @Test("runs blocks with files, libraries and figures")
    func wholeResponse() async throws { try await RestrictedChecks.wholeResponse() }

    @Test("shows user code this and no more", arguments: RestrictedViews.all)
    func view(_ testCase: RestrictedViews.Case) async throws { try await RestrictedChecks.view(testCase) }

    @Test("ends a block at its deadline and goes on")
    func deadline() async throws { try await RestrictedChecks.deadline() }

    @Test("keeps a session from its neighbour of the same id")
    func neighbour() async throws { try await RestrictedChecks.neighbour() }

    @Test("leaves nothing of a session", arguments: RestrictedChecks.leftovers)
    func leftover(_ leftover: RestrictedChecks.Leftover) async throws {
      try await RestrictedChecks.nothingRemains(of: leftover)
    }

    @Test("stops a fork bomb, and the next response has room")
    func forkBomb() async throws { try await RestrictedChecks.forkBomb() }

    @Test("leaves nothing of a server", arguments: [false, true])
    func server(killed: Bool) async throws {
      try await RestrictedChecks.nothingRemains(
        ofServer: ServerProcess.SetUp(changes: ["isolation": "restricted"], through: Cage.command),
        killed: killed
      )
    }
  }
}
