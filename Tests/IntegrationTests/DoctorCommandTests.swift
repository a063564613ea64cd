import Foundation
import TestSupport
import Testing

extension ProcessSuites {
  @Suite("pollux doctor")
  struct DoctorCommandTests {
    struct Report: Decodable {
      struct Layer: Decodable {
        var name: String
        var held: Bool?
        var tried: String
        var remedy: String?
      }
      var isolation: String?
      var layers: [Layer]
      var landlockAbi: Int
    }

    private func report(_ outcome: RunningProgram.Outcome) throws -> Report {
      try JSONDecoder().decode(Report.self, from: Data(outcome.output.utf8))
    }

    @Test("names every layer with what was tried, and the server runs at the level it promises")
    func agreesWithServer() async throws {
      let outcome = try await pollux("doctor", "--format", "json")
      #expect(outcome.ending == .exited(0), "\(outcome.everything)")
      let doctor = try report(outcome)
      #expect(doctor.layers.count == 18)
      #expect(doctor.layers.allSatisfy { !$0.tried.isEmpty })
      let server = try await ServerProcess(ServerProcess.SetUp(changes: [:]))
      let capabilities = try await server.request("GET", "/_pollux/capabilities").decoded(Report.self)
      #expect(capabilities.isolation == doctor.isolation)
      #expect(
        capabilities.layers.filter { $0.held == true }.map(\.name)
          == doctor.layers.filter { $0.held == true }.map(\.name)
      )
      try await server.stop()
    }

    @Test("has a table for people, with a verdict on each level")
    func table() async throws {
      let outcome = try await pollux("doctor")
      #expect(outcome.ending == .exited(0), "\(outcome.everything)")
      for text in ["kernel ", "a filter on a socket", "memoryLimit", "user: available"] {
        #expect(outcome.output.contains(text))
      }
    }

    @Test(
      "refuses a profile whose rules let one of the worst arguments through",
      arguments: ["full", "user", "restricted"]
    )
    func looseProfile(_ level: String) async throws {
      let copy = try SandboxConfigCopy()
      // Without its test of the arguments, the first rule of the call lets every option through.
      try copy.replace(
        """
              "names": ["setsockopt"],
              "action": "SCMP_ACT_ALLOW",
              "args": [
                {"index": 1, "value": 4294967295, "valueTwo": 1, "op": "SCMP_CMP_MASKED_EQ"},
                {"index": 2, "value": 4294967295, "valueTwo": 2, "op": "SCMP_CMP_MASKED_EQ"}
              ]
        """,
        with: """
                "names": ["setsockopt"],
                "action": "SCMP_ACT_ALLOW"
          """,
        in: "seccomp.json"
      )
      let doctor = try await pollux("doctor", "--isolation", level, "--sandbox-config", copy.path)
      #expect(doctor.ending == .exited(1), "\(doctor.everything)")
      #expect(doctor.output.contains("a filter on a socket: allowed"), "\(doctor.everything)")
      let serve = try await pollux("serve", "--port", "0", "--isolation", level, "--sandbox-config", copy.path)
      #expect(serve.ending == .exited(78), "\(serve.everything)")
      #expect(serve.errors.contains("Compare seccomp.json with the one that is delivered"), "\(serve.everything)")
    }

    @Test("refuses a level that there is not")
    func unknownLevel() async throws {
      let outcome = try await pollux("doctor", "--isolation", "total")
      #expect(outcome.ending == .exited(64))
      #expect(outcome.errors.contains("best, full, user or restricted"))
    }

    /// A machine as it looks from inside of something else, made with unshare(1).
    struct Machine: CustomTestStringConvertible {
      var testDescription: String
      /// What is done to the machine before the program starts.
      var setUp: String
      /// What doctor says to `best`, and what it tells to do.
      var exitCode: Int32
      var hints: [String]
    }

    static let machines = [
      Machine(
        testDescription: "user namespaces switched off",
        setUp: "echo 0 > /proc/sys/user/max_user_namespaces",
        exitCode: 1,
        hints: ["userNamespace", "user.max_user_namespaces=10000"]
      ),
      Machine(
        testDescription: "a masked /proc, as containers have it",
        setUp: "mount -t tmpfs none /proc/sys",
        exitCode: 1,
        hints: ["systempaths=unconfined"]
      ),
      Machine(
        testDescription: "a user namespace around it, and no cgroup to write to",
        setUp: "mount -t tmpfs none /sys/fs/cgroup",
        exitCode: 0,
        hints: ["full: unavailable", "memoryLimit", "user: available"]
      ),
    ]

    @Test(
      "tells cause and remedy in surroundings that lack something, and the server does as it says",
      arguments: machines
    )
    func surroundings(_ machine: Machine) async throws {
      let doctor = try await inside(machine, "doctor", "--isolation", "best")
      #expect(doctor.ending == .exited(machine.exitCode), "\(doctor.everything)")
      for hint in machine.hints { #expect(doctor.output.contains(hint), "\(doctor.everything)") }
      let full = try await inside(machine, "doctor", "--isolation", "full")
      #expect(full.ending == .exited(1), "\(full.everything)")
      guard machine.exitCode != 0 else { return }
      let serve = try await inside(machine, "serve", "--port", "0")
      #expect(serve.ending == .exited(78), "\(serve.everything)")
    }

    private func inside(_ machine: Machine, _ arguments: String...) async throws -> RunningProgram.Outcome {
      let program = try Repository.executable("pollux")
      let command = ([program] + arguments).map { "'\($0)'" }.joined(separator: " ")
      return try await RunningProgram(
        "/usr/bin/unshare",
        ["--user", "--map-root-user", "--mount", "/bin/sh", "-c", "set -e; \(machine.setUp); exec \(command)"]
      ).outcome(within: .seconds(60))
    }
  }
}
