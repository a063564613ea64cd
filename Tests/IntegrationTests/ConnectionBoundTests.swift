import TestSupport
import Testing

extension ProcessSuites {
  @Suite("Clients that send half a request and rest")
  struct ConnectionBoundTests {
    /// A server with few descriptors, as a shell's `ulimit -n` leaves them.
    private func server(_ environment: [String: String] = [:]) async throws -> ServerProcess {
      try await ServerProcess(
        ServerProcess.SetUp(
          changes: [:],
          environment: environment,
          through: ["/bin/sh", "-c", "ulimit -n 256; exec \"$@\"", "sh"],
          waitsForTiers: false
        )
      )
    }

    private static let body = #"{"contents": [{"parts": [{"text": "hi"}]}]}"#
    private static let post =
      "POST \(ServerProcess.generate) HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\n{"

    @Test("keep nobody out, and do not end the server", arguments: ["", "GET /health HTTP/1.1\r\nHost: loc", post])
    func many(_ half: String) async throws {
      let server = try await server()
      let port = server.port
      // Twice, as at the start libraries are still being imported.
      for _ in 0..<2 {
        let connections = try await onOwnThread {
          try (0..<400).map { _ in
            let connection = try HTTPConnection(port: port)
            // One that was given up for another may be closed already.
            try? connection.send(bytes: Array(half.utf8))
            return connection
          }
        }
        #expect(try await server.request("GET", "/health").status == 200)
        #expect(try await server.run("print(6 * 7)").results.first?.output == "42\n")
        #expect(try await server.request(body: Self.body).status == 200)
        for connection in connections { connection.leave() }
      }
      #expect(server.program.ending == nil)
      try await server.stop()
    }

    @Test("are told so where a body does not come, and where all bodies together are too large")
    func bodies() async throws {
      let server = try await server([
        "POLLUX_REQUEST_TIMEOUT": "2", "POLLUX_REQUEST_BODIES_LIMIT": "1048576", "POLLUX_REQUEST_BODY_LIMIT": "1048576",
      ])
      let port = server.port
      let slow = try await onOwnThread {
        let connection = try HTTPConnection(port: port)
        try connection.sendRaw(Self.post)
        return try connection.readAnswer()
      }
      #expect(slow.status == 504 && slow.text.contains("request_timeout"), "\(slow.text)")

      // One holds the most there may be, and is not complete: the next has no room, a small one has.
      let held = try await onOwnThread {
        let connection = try HTTPConnection(port: port)
        try connection.sendRaw(
          "POST \(ServerProcess.generate) HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1048576\r\n\r\n"
        )
        try connection.send(bytes: [UInt8](repeating: 32, count: 1_000_000))
        return connection
      }
      let large = String(repeating: " ", count: 200_000) + Self.body
      let isRefused = try await eventually(within: .seconds(2)) {
        let answer = try await server.request(body: large)
        return answer.status == 429 && answer.text.contains("request_bodies_limit") && answer.text.contains("RetryInfo")
      }
      #expect(isRefused)
      #expect(try await server.request(body: Self.body).status == 200)
      held.leave()
      #expect(
        try await eventually { try await server.request(body: large).status == 200 },
        "what it held is given back"
      )
      try await server.stop()
    }
  }
}
