import Foundation
import Glibc
import Testing
import TestSupport

extension ProcessSuites {
  /// A short run of `scripts/fuzz-requests`; longer ones are for the hand.
  @Suite("Mutated requests", .server())
  struct RequestFuzzTests {
    private func fuzz(_ arguments: String...) async throws -> RunningProgram.Outcome {
      let script = Repository.root.appending(path: "scripts/fuzz-requests").path
      let program = try RunningProgram(
        "/usr/bin/python3",
        [script, "--url", try ServerProcess.current.url] + arguments
      )
      return try await program.outcome(within: .seconds(300))
    }

    @Test("each gets an answer in the API's form, and at least three in ten are read as messages")
    func forms() async throws {
      let outcome = try await fuzz("--count", "3000", "--workers", "2")
      #expect(outcome.ending == .exited(0), "\(outcome.everything)")
      let line = try #require(
        outcome.output.firstMatch(of: #/(\d+) requests in \d+ s, (\d+)% read as a message, 0 wrong/#)
      )
      #expect(line.1 == "3000")
      #expect(try #require(Int(line.2)) >= 30)
      #expect(try await ServerProcess.current.request("GET", "/ready").status == 200)
    }

    @Test("each shape that costs a careless reader the most gets an answer in the API's form, small as it is here")
    func shapes() async throws {
      let outcome = try await fuzz("--sizes", "--quick")
      #expect(outcome.ending == .exited(0), "\(outcome.everything)")
      let line = try #require(outcome.output.firstMatch(of: #/(\d+) shapes, 0 wrong/#), "\(outcome.everything)")
      #expect(try #require(Int(line.1)) >= 100)
      #expect(try await ServerProcess.current.request("GET", "/ready").status == 200)
    }

    @Test("an answer in another form is a finding")
    func findsFaults() async throws {
      // A port of something that is not a Pollux: every answer of it is wrong.
      let folder = FileManager.default.temporaryDirectory.appending(path: "pollux-tests-\(UUID().uuidString)")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      defer { try? FileManager.default.removeItem(at: folder) }
      let other = try RunningProgram(
        "/usr/bin/python3",
        ["-u", "-m", "http.server", "0", "--bind", "127.0.0.1", "--directory", folder.path]
      )
      defer { other.send(SIGKILL) }
      #expect(try await eventually { other.output.contains("http://") })
      let url = try #require(other.output.firstMatch(of: #/http://[\d.]+:\d+/#)).0
      let script = Repository.root.appending(path: "scripts/fuzz-requests").path
      let program = try RunningProgram(
        "/usr/bin/python3",
        [script, "--url", String(url), "--count", "4", "--workers", "1"],
        environment: ["POLLUX_FUZZ_FINDINGS": folder.path]
      )
      let outcome = try await program.outcome()
      #expect(outcome.ending == .exited(1))
      #expect(outcome.output.contains("4 wrong"), "\(outcome.everything)")
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 4)
    }
  }
}
