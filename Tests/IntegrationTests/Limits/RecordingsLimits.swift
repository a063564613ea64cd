import Foundation
import TestSupport
import Testing

extension LimitProbes {
  static let recordings = [
    LimitProbe("imported-file") { try await imported(cassette(), padding: $0) },
    LimitProbe("imported-bodies") { _ in
      try await imported(cassette(answer: "!!binary \(bodies.at)", coding: "br"))
    } beyond: { _ in
      try await imported(cassette(answer: "!!binary \(bodies.beyond)", coding: "br"))
    },
    LimitProbe("imported-codings") { limit in
      let names = (["deflate", "gzip"] + Array(repeating: "br", count: limit.bound - 2)).joined(separator: ", ")
      return try await imported(cassette(answer: "!!binary \(codings.at)", coding: names))
    } beyond: { limit in
      let names = (["deflate", "gzip"] + Array(repeating: "br", count: limit.bound - 1)).joined(separator: ", ")
      return try await imported(cassette(answer: "!!binary \(codings.beyond)", coding: names))
    },
    LimitProbe("imported-depth") { count in
      // Two levels are above it: the mapping and its member.
      let deep = String(repeating: "[", count: count - 1) + String(repeating: "]", count: count - 1)
      return try await imported(cassette() + "x: \(deep)\n")
    },
    LimitProbe("recording-file") { try await replayed(size: $0) },
    LimitProbe("recorded-answer") { try await recorded(size: $0) },
  ]

  /// JSON strings of 32 MiB, and of a byte more, as brotli made them.
  private static let bodies = (
    at: "y///P/ilRGDiskAA9/5P/v//wS8BEIdFALr3f/z//4NfAiAOCwB07//y//8Pv4RIKXJYADD3/g8=",
    beyond: "y///P/ilRGDiskAA9/5P/v//wS8BEIdFALr3f/z//4NfAiAOCwB07//4//8HvwRAHBYA6N7/AQAgIgM="
  )
  /// `{}`-like JSON in deflate, gzip and br, once and twice.
  private static let codings = (
    at:
      "iyyAH4sIAAAAAAACAwFDALz/eJyrVkpOzEvJTEksSS1WslKIrlZKzs8rSc0rAXKqlQoSi0qgwiWpFSAxJfeiw9sOz09V+DB/RoNSbWwtEAEAQfwZx+8dKoFDAAAAAw==",
    beyond:
      "iy6AiyyAH4sIAAAAAAACAwFDALz/eJyrVkpOzEvJTEksSS1WslKIrlZKzs8rSc0rAXKqlQoSi0qgwiWpFSAxJfeiw9sOz09V+DB/RoNSbWwtEAEAQfwZx+8dKoFDAAAAAwM="
  )

  private static func cassette(answer: String = "'{}'", coding: String = "identity") -> String {
    """
    interactions:
    - request: { method: POST, uri: /v1beta/models/gemini-2.5-flash:generateContent, body: '{}' }
      response:
        status: { code: 200 }
        headers: { Content-Encoding: ["\(coding)"] }
        body: { string: \(answer) }

    """
  }

  private static func temporary<Value>(_ body: (URL) async throws -> Value) async throws -> Value {
    let folder = FileManager.default.temporaryDirectory.appending(path: "pollux-limits-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try await body(folder)
  }

  /// Imports a file, filled up to a size with a comment.
  private static func imported(_ text: String, padding size: Int = 0) async throws -> LimitAttempt {
    try await temporary { folder in
      let file = folder.appending(path: "a.yaml")
      var bytes = Array(text.utf8)
      if size > 0 { bytes += Array("#".utf8) + [UInt8](repeating: 0x78, count: size - bytes.count - 1) }
      try Data(bytes).write(to: file)
      let outcome = try await pollux("recordings", "import", file.path, "--to", folder.appending(path: "r").path)
      return LimitAttempt(isAccepted: outcome.ending == .exited(0), text: outcome.everything)
    }
  }

  /// Starts a server with a recording of a size.
  private static func replayed(size: Int) async throws -> LimitAttempt {
    try await temporary { folder in
      let request = #"{"method": "POST", "path": "/v1beta/models/m:generateContent", "body": {}}"#
      let text = #"{"interactions": [{"request": \#(request), "response": {"status": 200}}]}"#
      let bytes = Array(text.utf8) + [UInt8](repeating: 0x20, count: size - text.utf8.count)
      try Data(bytes).write(to: folder.appending(path: "a.json"))
      let program = try RunningProgram(
        try Repository.executable("pollux"),
        ["serve", "--port", "0", "--sandbox", "off", "--replay", folder.path]
      )
      _ = try await eventually(within: .seconds(60)) { program.ending != nil || program.output.contains("ready") }
      let isAccepted = program.output.contains("ready")
      program.send(SIGTERM)
      return LimitAttempt(isAccepted: isAccepted, text: try await program.outcome().everything)
    }
  }

  /// Asks a server that records an upstream, which answers with so many bytes.
  private static func recorded(size: Int) async throws -> LimitAttempt {
    try await temporary { folder in
      let code = """
        import http.server, sys
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                self.rfile.read(int(self.headers['Content-Length']))
                body = b'"' + b'x' * (int(sys.argv[1]) - 2) + b'"'
                self.send_response(200)
                self.send_header('Content-Type', 'application/json')
                self.send_header('Content-Length', str(len(body)))
                self.end_headers()
                self.wfile.write(body)
        server = http.server.HTTPServer(('127.0.0.1', 0), Handler)
        print(server.server_port, flush=True)
        server.serve_forever()
        """
      let upstream = try RunningProgram("/usr/bin/python3", ["-c", code, "\(size)"])
      _ = try await eventually { upstream.output.contains("\n") }
      let port = upstream.output.prefix { $0 != "\n" }
      let server = try await ServerProcess(
        ServerProcess.SetUp(
          environment: [
            "POLLUX_RECORD": folder.path, "POLLUX_UPSTREAM": "http://127.0.0.1:\(port)", "POLLUX_SANDBOX": "off",
          ],
          logLevel: "critical",
          waitsForTiers: false
        )
      )
      let answer = try await server.request(body: #"{"contents": [{"parts": [{"text": "hi"}]}]}"#)
      upstream.send(SIGKILL)
      try await server.stop()
      let isWhole = answer.status == 200 && answer.body.count == size
      return LimitAttempt(isAccepted: isWhole, status: answer.status, text: String(answer.text.prefix(500)))
    }
  }
}
