import Foundation
import TestSupport
import Testing

/// Whether this kernel's Landlock keeps sessions from each other's abstract sockets (ABI 6, Linux 6.12).
enum LandlockScope {
  struct Report: Decodable { var landlockAbi: Int }

  private static let found = Task {
    let report = try await pollux("doctor", "--format", "json")
    return try JSONDecoder().decode(Report.self, from: Data(report.output.utf8)).landlockAbi >= 6
  }

  static var isThere: Bool { get async throws { try await found.value } }
}

extension EscapeSuites {
  /// All sessions share one empty network namespace: were it not for seccomp, a name could be met there.
  @Suite(
    "Two responses with the rule on sockets removed",
    .enabled("needs a kernel whose Landlock scopes abstract sockets") { try await LandlockScope.isThere },
    .server(changes: ["block": "15s", "parked": "2"]) { configuration in
      try configuration.replace(
        "\"names\": [\"socket\"],\n      \"action\": \"SCMP_ACT_ERRNO\",\n      \"errnoRet\": 97",
        with: """
          "names": ["socket", "bind", "listen", "accept4", "connect"],
          "action": "SCMP_ACT_ALLOW"
          """,
        in: "seccomp.json"
      )
    }
  )
  struct AbstractSocketAttacks {
    @Test("cannot meet at an abstract name: Landlock is left")
    func meeting() async throws {
      let server = try ServerProcess.current
      let listener = """
        import ctypes, select, socket
        door = socket.socket(socket.AF_UNIX); door.bind(chr(0) + 'meeting'); door.listen()
        own = socket.socket(socket.AF_UNIX); own.connect(chr(0) + 'meeting'); door.accept()
        ctypes.CDLL(None).prctl(15, b'listener', 0, 0, 0)
        print('met' if select.select([door], [], [], 2)[0] else 'alone')
        """
      let caller = """
        import socket
        try:
            socket.socket(socket.AF_UNIX).connect(chr(0) + 'meeting'); print('met')
        except OSError as error: print(error.errno)
        """
      async let first = server.result(of: listener).output
      let isThere = try await eventually {
        try server.processes().contains { process in
          (try? String(contentsOfFile: "/proc/\(process.id)/comm", encoding: .utf8)) == "listener\n"
        }
      }
      #expect(isThere)
      // EPERM is Landlock's answer; a name that nobody listens at would be refused with another.
      #expect(try await server.result(of: caller).output == "1\n")
      #expect(try await first == "alone\n")
      try await server.expectClean()
    }
  }
}
