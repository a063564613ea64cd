import TestSupport
import Testing

extension ProcessSuites {
  @Suite("The log of a server")
  struct SessionLogTests {
    @Test("has start, end and reason of each session under its id")
    func sessions() async throws {
      let server = try await ServerProcess(.init(changes: ["block": "1s"], logLevel: "debug"))
      let cases = [
        ("print(1)", "response over", "debug"), ("while True: pass", "deadline", "info"),
        ("import os; os._exit(3)", "exited with status 3", "info"),
        ("import os; os.kill(os.getpid(), 9)", "killed by signal 9", "info"),
      ]
      for (code, _, _) in cases { _ = try await server.run(code) }
      #expect(try await server.comesToRest())
      try await server.stop()
      let log = server.program.errors.split(separator: "\n")
      for (code, reason, level) in cases {
        let ends = log.filter { $0.contains("A session ended") && $0.contains("sandbox.reason=\(reason) ") }
        #expect(!ends.isEmpty, "\(code): \(server.program.errors)")
        for end in ends {
          let id = try #require(end.firstMatch(of: #/sandbox\.session=\d+/#)?.output)
          #expect(end.contains(" \(level) "), "\(end)")
          #expect(log.contains { $0.contains("A session started") && $0.isAbout(id) }, "\(end)")
        }
      }
      #expect(!log.contains { $0.contains("did not end") })
    }
  }
}

extension Substring {
  /// Whether the line is about the session and no other whose number begins alike.
  fileprivate func isAbout(_ id: Substring) -> Bool { split(separator: " ").contains(id) }
}
