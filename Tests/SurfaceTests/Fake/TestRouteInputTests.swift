import TestSupport
import Testing

extension Surfaces {
  @Suite("What the routes for tests are given", .surface())
  struct TestRouteInputTests {
    private func post(_ path: String, _ body: String = "") async throws -> HTTPAnswer {
      try await SurfaceServer.current.request("POST", "/_pollux/\(path)", body: body)
    }

    @Test(
      "a namespace in the query has a namespace's name, on each route",
      arguments: ["a%20b", "%25", "%F0%9F%98%80", "a/b", "**", String(repeating: "n", count: 101)]
    )
    func namespaces(name: String) async throws {
      for path in ["requests", "unmatched", "fixtures", "unused", "verdict"] {
        let answer = try await SurfaceServer.current.request("GET", "/_pollux/\(path)?namespace=\(name)")
        #expect(answer.status == 400 && answer.text.contains("A namespace has 1 to 100 letters"), "\(path): \(answer)")
      }
      let bodies = [
        "fixtures": #"{"yaml": "- {reply: [{text: a}]}"}"#, "verify": #"{"match": {"prompt": "a"}}"#,
        "explain": #"{"contents": [{"parts": [{"text": "a"}]}]}"#, "reset": "", "reset/counters": "",
      ]
      for (path, body) in bodies {
        let answer = try await post("\(path)?ns=\(name)", body)
        #expect(answer.status == 400 && answer.text.contains("A namespace has 1 to 100 letters"), "\(path): \(answer)")
      }
    }

    @Test("a snapshot has namespaces' names", arguments: ["a b", "😀", "a/b"])
    func snapshots(name: String) async throws {
      let answer = try await post("restore", #"{"counters": {"\#(name)": {"f": 1}}}"#)
      #expect(answer.status == 400 && answer.text.contains("'\(name)' is not one"), "\(answer)")
    }

    @Test("one namespace, all of them, and the one that requests without a name share", arguments: ["n-1._", "*", ""])
    func rightNames(name: String) async throws {
      let answer = try await SurfaceServer.current.request("GET", "/_pollux/requests?namespace=\(name)")
      #expect(answer.status == 200, "\(answer)")
    }

    @Test("a limit that no setting raises is not said to be one", arguments: ["verify", "explain", "restore", "reset"])
    func fixedLimits(path: String) async throws {
      let port = try SurfaceServer.current.port
      let answer = try await onOwnThread {
        let connection = try HTTPConnection(port: port)
        try connection.sendRaw("POST /_pollux/\(path) HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 99000000\r\n\r\n")
        return try connection.readAnswer()
      }
      #expect(answer.status == 400 && answer.text.contains("The limit of this path is fixed"), "\(answer)")
      #expect(!answer.text.contains("request_body_limit"))
    }

    @Test(
      "a limit that a setting raises names it",
      arguments: ["generateContent", "streamGenerateContent", "countTokens"]
    )
    func settableLimits(method: String) async throws {
      let port = try SurfaceServer.current.port
      let answer = try await onOwnThread {
        let connection = try HTTPConnection(port: port)
        let target = "/v1beta/models/gemini-2.5-flash:\(method)"
        try connection.sendRaw("POST \(target) HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 999000000\r\n\r\n")
        return try connection.readAnswer()
      }
      #expect(answer.status == 400 && answer.text.contains("Raise it with request_body_limit"), "\(answer)")
    }
  }
}
