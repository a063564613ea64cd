import Foundation
import Glibc
import TestSupport
import Testing

extension ProcessSuites {
  @Suite("A fork server that hangs")
  struct HangingForkServerTests {
    private struct Health: Decodable {
      var status: String
      var tiers: [String: String]?
    }

    private static let libraries: @Sendable (SandboxConfigCopy) throws -> Void = { copy in
      try copy.replace("  data:", with: "  data:\n    - numpy")
      try copy.replace("  full:", with: "  full:\n    - chess")
    }

    private func threeTiers() async throws -> ServerProcess {
      try await ServerProcess(
        ServerProcess.SetUp(changes: ["queueTime": "60s"], logLevel: "critical", edit: Self.libraries)
      )
    }

    /// Stops the fork servers of some tiers, and gives everything of these tiers: below each launcher is pid 1 of a
    /// namespace, or a keeper, and below that the fork server.
    private func hang(_ tiers: Range<Int>, of server: ServerProcess) throws -> Set<ProcessIdentity> {
      let launchers = try ProcessTree.children(of: server.program.id).sorted { $0.id < $1.id }
      var processes: Set<ProcessIdentity> = []
      for launcher in launchers[tiers] {
        let keeper = try #require(try ProcessTree.children(of: launcher.id).first)
        let forkServer = try #require(try ProcessTree.children(of: keeper.id).first)
        kill(forkServer.id, SIGSTOP)
        processes.formUnion([launcher, keeper, forkServer])
      }
      return processes
    }

    private func health(_ server: ServerProcess, tier: String = "") async throws -> (status: Int, health: Health) {
      let answer = try await server.request("GET", "/ready\(tier.isEmpty ? "" : "?tier=\(tier)")")
      return (answer.status, try answer.decoded())
    }

    private func answers(_ server: ServerProcess, count: Int, _ code: String) async throws -> [String?] {
      try await withThrowingTaskGroup(of: String?.self) { group in
        for _ in 0..<count { group.addTask { try await server.result(of: code).output } }
        return try await group.reduce(into: []) { $0.append($1) }
      }
    }

    @Test func `costs no answer: who waits for it is moved on, and it is replaced`() async throws {
      let server = try await threeTiers()
      let before = try server.processes().count
      #expect(try await health(server).health.tiers == ["core": "ready", "data": "ready", "full": "ready"])
      let hung = try hang(1..<2, of: server)
      let answers = try await answers(server, count: 20, "import numpy\nprint(numpy.arange(4).sum())")
      #expect(answers == Array(repeating: "6\n", count: 20))
      #expect(try await eventually(within: .seconds(60)) { try await health(server, tier: "data").status == 200 })
      #expect(try await eventually { try ProcessTree.survivors(of: hung).isEmpty })
      #expect(try await eventually { try server.processes().count == before })
      #expect(try await server.result(of: "import numpy\nprint('again')").output == "again\n")
      try await server.stop()
    }

    @Test func `is found where nobody asks for it, and lets the block that runs in it end`() async throws {
      let server = try await threeTiers()
      let block = """
        import time
        print('begun', flush=True)
        time.sleep(12)
        print('ended')
        """
      async let running = server.run(block)
      #expect(try await eventually { try server.processes() != server.processesAtRest })
      let hung = try hang(0..<1, of: server)
      // It is another one that is ready again, while the block still runs in the first.
      #expect(
        try await eventually(within: .seconds(60)) {
          try await health(server).health.tiers?["core"] == "restarting"
        }
      )
      #expect(try await eventually(within: .seconds(60)) { try await health(server, tier: "core").status == 200 })
      #expect(try ProcessTree.survivors(of: hung) == hung)
      let answer = try await running
      #expect(answer.results.first?.output == "begun\nended\n", "\(answer)")
      #expect(try await eventually(within: .seconds(30)) { try ProcessTree.survivors(of: hung).isEmpty })
      try await server.stop()
    }

    @Test(arguments: ["full", "restricted"])
    func `is told by ready where no tier can serve, and requests wait for the next`(level: String) async throws {
      let server = try await ServerProcess(
        ServerProcess.SetUp(
          changes: ["queueTime": "60s", "isolation": level == "full" ? "best" : level],
          logLevel: "critical"
        )
      )
      let hung = try hang(0..<1, of: server)
      async let answers = answers(server, count: 20, "print(6 * 7)")
      #expect(
        try await eventually(within: .seconds(60)) {
          let (status, health) = try await health(server)
          return status == 503 && health.status == "starting" && health.tiers == ["core": "restarting"]
        }
      )
      #expect(try await answers == Array(repeating: "42\n", count: 20))
      #expect(try await health(server).status == 200)
      #expect(try await eventually(within: .seconds(30)) { try ProcessTree.survivors(of: hung).isEmpty })
      try await server.stop()
    }
  }
}
