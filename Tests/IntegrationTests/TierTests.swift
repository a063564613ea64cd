import Foundation
import Glibc
import TestSupport
import Testing

extension ProcessSuites {
  /// Three small tiers: sessions tell by what is imported which of them they were forked from.
  @Suite(
    "Tiers",
    .server(changes: ["parked": "1"]) { copy in
      try copy.replace("  data:", with: "  data:\n    - numpy")
      try copy.replace("  full:", with: "  full:\n    - chess")
    }
  )
  struct TierTests {
    /// Prints the tier without naming a library of any; the words of a block are what chooses.
    private static let tell = """
      import sys
      print([name for name in ('json', 'num' + 'py', 'ch' + 'ess') if name in sys.modules])
      """
    private static let core = "['json']\n"
    private static let data = "['json', 'numpy']\n"
    private static let full = "['json', 'numpy', 'chess']\n"

    @Test(
      "are chosen by what the first block names, and the cheapest that has it serves",
      arguments: [
        ("", core), ("# numpyx", core), ("import numpy", data), ("from numpy.linalg import det", data),
        ("import chess", full), ("import numpy, chess.pgn", full), ("__import__('chess')", full),
      ]
    )
    func choice(_ line: String, _ expected: String) async throws {
      #expect(try await ServerProcess.current.result(of: "\(line)\n\(Self.tell)").output == expected)
    }

    @Test("stay the same for a whole response; what a later block needs besides, it imports by itself")
    func laterBlocks() async throws {
      let answer = try await ServerProcess.current.run(
        "mark = 'kept'",
        "import numpy\nprint(mark, numpy.arange(3).sum())"
      )
      #expect(answer.results.last?.output == "kept 3\n")
    }

    @Test("say whether they are ready, and what they hold")
    func report() async throws {
      let server = try ServerProcess.current
      for tier in ["core", "data", "full"] {
        #expect(try await server.request("GET", "/ready?tier=\(tier)").status == 200)
      }
      let wrong = try await server.request("GET", "/ready?tier=cheap")
      #expect(wrong.status == 400)
      #expect(wrong.text.contains("tier must be core, data or full, not \\\"cheap\\\"."))

      struct Capabilities: Decodable {
        struct Tier: Decodable {
          var name: String
          var ready: Bool
          var memoryBytes: Int
        }
        var tiers: [Tier]
      }
      let text = try await server.request("GET", "/_pollux/capabilities").text
      let tiers = try JSONDecoder().decode(Capabilities.self, from: Data(text.utf8)).tiers
      #expect(tiers.map(\.name) == ["core", "data", "full"] && tiers.allSatisfy(\.ready))
      // Python alone is some megabytes, and numpy some more.
      #expect(tiers[0].memoryBytes > 4 << 20 && tiers[1].memoryBytes > tiers[0].memoryBytes + 4 << 20)
      let metrics = try await server.request("GET", "/metrics").text
      for tier in tiers {
        #expect(metrics.contains("pollux_sandbox_tier_ready{tier=\"\(tier.name)\"} 1\n"))
        #expect(metrics.contains("pollux_sandbox_tier_memory_bytes{tier=\"\(tier.name)\"} \(tier.memoryBytes)\n"))
      }
    }

    @Test("stand in for each other: while one is gone, its code runs elsewhere, and it comes back")
    func loss() async throws {
      let server = try ServerProcess.current
      #expect(try await server.comesToRest())
      let before = try server.processes()
      // The server's own children are the launchers, in the order of the tiers' starts.
      let launchers = try ProcessTree.children(of: server.program.id).sorted { $0.id < $1.id }
      #expect(launchers.count == 3)
      kill(launchers[1].id, SIGKILL)
      let code = "import numpy\n\(Self.tell)"
      for _ in 0..<3 {
        let output = try await server.result(of: code).output
        #expect(output == Self.data || output == Self.full)
      }
      #expect(try await server.result(of: Self.tell).output == Self.core, "the others are as they were")
      #expect(
        try await eventually(within: .seconds(60)) {
          try await server.request("GET", "/ready?tier=data").status == 200
            && ProcessTree.survivors(of: [launchers[1]]).isEmpty
        }
      )
      #expect(try await server.comesToRest())
      #expect(try server.processes().count == before.count)
      #expect(try await server.result(of: code).output == Self.data)
    }
  }

  @Suite("A server that starts")
  struct EarlyCodeTests {
    @Test("takes code before its large tiers are there, also code that wants them")
    func early() async throws {
      let server = try await ServerProcess(ServerProcess.SetUp(waitsForTiers: false))
      let first = try await server.result(of: "print(1)")
      let isWarm = try await server.request("GET", "/ready?tier=full").status == 200
      let second = try await server.result(of: "import pandas as pd\nprint(pd.Series([1, 2]).sum())")
      #expect(first.output == "1\n" && second.output == "3\n")
      #expect(!isWarm, "seconds of imports were over before one print")
      #expect(
        try await eventually(within: .seconds(90)) { try await server.request("GET", "/ready?tier=full").status == 200 }
      )
      try await server.stop()
    }

    @Test("without libraries for its large tiers says so and ends")
    func missingLibrary() async throws {
      let copy = try SandboxConfigCopy()
      try copy.replace("  full:", with: "  full:\n    - no_such_library")
      let program = try RunningProgram(
        Repository.executable("pollux"),
        ["serve", "--port", "0", "--sandbox-config", copy.path]
      )
      let outcome = try await program.outcome(within: .seconds(60))
      #expect(outcome.ending == .exited(78))
      #expect(outcome.errors.contains("no_such_library") && outcome.errors.contains("preload"))
    }
  }
}
