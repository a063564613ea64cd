import HTTPServer
import NIOCore
import Service
import TestSupport

extension LimitProbes {
  static let http =
    [
      LimitProbe("header-field") { try await get("/health", headers: [("x-a", String(repeating: "a", count: $0))]) },
      LimitProbe("header-fields") { count in
        // Two more are the connection's own.
        try await get("/health", headers: (2..<count).map { ("x-\($0)", "a") })
      },
      LimitProbe("request-body") { limit in
        try await announced(limit.bound)
      } beyond: {
        try await announced($0.bound + 1)
      },
      LimitProbe("discarded-body", discarded),
    ] + connections

  /// Of the first three a test has smaller numbers; the others are shown on a clock that is set by hand.
  private static let connections = [
    LimitProbe(
      "connections",
      constant: { ServiceSettings().connectionLimit },
      shownBy: "ConnectionTests, ConnectionBoundTests"
    ),
    LimitProbe(
      "bodies",
      constant: { ServiceSettings().requestBodiesLimit },
      shownBy: "ConnectionBoundTests"
    ),
    LimitProbe(
      "request-time",
      constant: { ServiceSettings().requestTimeout * 1_000 },
      shownBy: "ConnectionBoundTests, ConnectionTests"
    ),
    time("first-head-time", ConnectionLimits.firstRequestTime),
    time("head-time", ConnectionLimits.headTime),
    time("idle-time", ConnectionLimits.idleTime),
    time("unread-time", ConnectionLimits.unreadTime),
  ]

  private static func time(_ name: String, _ time: TimeAmount) -> LimitProbe {
    LimitProbe(name, constant: { Int(time.nanoseconds / 1_000_000) }, shownBy: "ConnectionTests")
  }

  private static func get(_ target: String, headers: [(String, String)]) async throws -> LimitAttempt {
    let port = try ServerProcess.current.port
    return try await onOwnThread {
      let connection = try HTTPConnection(port: port)
      let lines = headers.map { "\($0.0): \($0.1)\r\n" }.joined()
      try connection.sendRaw("GET \(target) HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\(lines)\r\n")
      return LimitAttempt(try connection.readAnswer())
    }
  }

  /// Announces a body and waits for what the server says before it comes.
  private static func announced(_ length: Int) async throws -> LimitAttempt {
    let port = try ServerProcess.current.port
    return try await onOwnThread {
      let connection = try HTTPConnection(port: port)
      try connection.sendRaw(
        """
        POST \(ServerProcess.generate) HTTP/1.1\r
        Host: 127.0.0.1\r
        Expect: 100-continue\r
        Content-Length: \(length)\r
        \r

        """
      )
      var answer = try connection.read(until: "\r\n\r\n")
      let status = answer.split(separator: " ").dropFirst().first.flatMap { Int($0) }
      if status != 100, !answer.hasSuffix("}\n") { answer += try connection.read(until: "}\n}\n") }
      return LimitAttempt(isAccepted: status == 100, status: status, text: answer)
    }
  }

  /// Sends a body nobody wants, then a second request on the same connection.
  private static func discarded(_ count: Int) async throws -> LimitAttempt {
    let port = try ServerProcess.current.port
    return try await onOwnThread {
      let connection = try HTTPConnection(port: port)
      try connection.sendRaw("POST /nothing HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: \(count)\r\n\r\n")
      guard try connection.readAnswer().status == 404 else { throw TestFailure("the body was wanted") }
      let piece = [UInt8](repeating: 0, count: 1 << 20)
      do {
        for sent in stride(from: 0, to: count, by: piece.count) {
          try connection.send(bytes: Array(piece.prefix(count - sent)))
        }
        try connection.send(method: "GET", target: "/health", body: "")
        return LimitAttempt(try connection.readAnswer())
      } catch is TestFailure {
        return LimitAttempt(isAccepted: false, text: "the connection is closed")
      }
    }
  }
}
