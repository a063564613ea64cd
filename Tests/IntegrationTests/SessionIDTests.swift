import Foundation
import Glibc
import TestSupport
import Testing

extension ProcessSuites {
  /// Two servers on one machine: what one's sessions run under is no other's.
  @Suite("The ids of sessions", .enabled("only root maps a range that two servers share") { geteuid() == 0 })
  struct SessionIDTests {
    @Test(
      "are no other server's, whatever the number of sessions that wait",
      arguments: ["best", "user", "restricted"]
    )
    func twoServers(_ level: String) async throws {
      let setUp = ServerProcess.SetUp(changes: ["isolation": level, "parked": "6"])
      let (first, second) = (try await ServerProcess(setUp), try await ServerProcess(setUp))
      let (ours, theirs) = (try Self.ids(of: first), try Self.ids(of: second))
      #expect(ours.count >= 6 && theirs.count >= 6, "each server has sessions with ids of their own")
      #expect(ours.isDisjoint(with: theirs), "\(ours.sorted()) and \(theirs.sorted())")
      // Those that come next too.
      for _ in 0..<3 {
        for server in [first, second] { #expect(try await server.result(of: "print(1)").output == "1\n") }
        #expect(try Self.ids(of: first).isDisjoint(with: try Self.ids(of: second)))
      }
      try await first.stop()
      try await second.stop()
    }

    /// The user ids of the range under which a server's processes run.
    private static func ids(of server: ServerProcess) throws -> Set<Int> {
      Set(
        try server.processes().compactMap { process in
          let status = try? String(contentsOfFile: "/proc/\(process.id)/status", encoding: .utf8)
          let line = status?.split(separator: "\n").first { $0.hasPrefix("Uid:") }
          guard let id = line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap({ Int($0) }) else {
            return nil
          }
          // The first of the range is the fork server's, which servers share.
          return id > 1_900_000_000 ? id : nil
        }
      )
    }
  }
}
