import Foundation
import TestSupport
import Testing

extension Surfaces {
  @Suite("The journal", .surface(fixtures: "Fixtures/v1"))
  struct JournalTests {
    private struct Entry: Decodable {
      var id: String
      var method: String
      var target: String
      var status: Int?
      var fixture: String?
      var unmatched: Bool?
      var rawBody: String?
      var rawResponse: String?
    }

    private struct List: Decodable {
      var requests: [Entry]
      var oldest: String?
      var newest: String?
      var kept: Int
    }

    private struct Verdict: Decodable {
      struct Finding: Decodable { var kind: String }
      var ok: Bool
      var findings: [Finding]
    }

    private struct Verification: Decodable {
      var ok: Bool
      var count: Int?
      var message: String?
    }

    @discardableResult
    private func ask(_ prompt: String, in namespace: String, stream: Bool = false) async throws -> HTTPAnswer {
      try await SurfaceServer.current.request(
        "POST",
        "/t/\(namespace)" + (stream ? SurfaceServer.stream : SurfaceServer.generate),
        headers: ["x-goog-api-key": "very-secret", "Authorization": "Bearer very-secret"],
        body: #"{"contents": [{"role": "user", "parts": [{"text": "\#(prompt)"}]}], "tools": [{"codeExecution": {}}]}"#
      )
    }

    private func get(_ path: String) async throws -> HTTPAnswer {
      try await SurfaceServer.current.request("GET", "/_pollux/\(path)")
    }

    private func post(_ path: String, _ body: String = "") async throws -> HTTPAnswer {
      try await SurfaceServer.current.request("POST", "/_pollux/\(path)", body: body)
    }

    @Test
    func `keeps what was asked and answered, without keys, by namespace`() async throws {
      try await ask("canned", in: "keep")
      try await ask("nobody knows", in: "keep")
      try await ask("canned", in: "other")
      let list = try await get("requests?namespace=keep").decoded(List.self).requests
      #expect(list.map(\.status) == [200, 400])
      #expect(list.map(\.fixture) == ["canned", nil])
      #expect(list.map(\.unmatched) == [nil, true])
      let whole = try await get("requests/\(list[0].id)")
      #expect(whole.text.contains("codeExecution") && whole.text.contains("OUTCOME_FAILED"))
      #expect(!whole.text.contains("very-secret") && whole.text.contains("REDACTED"))
      #expect(try await get("unmatched?namespace=keep").decoded(List.self).requests.map(\.id) == [list[1].id])
      #expect(try await get("requests/req_999999").status == 404)
    }

    @Test
    func `keeps the latest within its bytes, and of a large body the beginning`() async throws {
      let server = try await SurfaceServer()
      // 256 KiB are kept of each: 400 of them are too many.
      let body = String(repeating: "x", count: 300 << 10)
      for _ in 0..<400 { #expect(try await server.request(body: body).status == 400) }
      let kept = try await server.request("GET", "/_pollux/requests").decoded(List.self).requests
      #expect(kept.count > 200 && kept.count < 260, "\(kept.count)")
      let ids = kept.compactMap { Int($0.id.dropFirst(4)) }
      let first = try #require(ids.first)
      #expect(ids == Array(first..<first + kept.count))
      let last = try await server.request("GET", "/_pollux/requests/\(try #require(kept.last).id)").decoded(Entry.self)
      #expect(last.rawBody?.utf8.count == 256 << 10)
      try await server.stop()
    }

    @Test
    func `lists what is new, without what was said`() async throws {
      try await ask("canned", in: "new")
      let first = try await get("requests?namespace=new").decoded(List.self)
      #expect(first.kept == 1 && first.oldest == first.newest && first.newest == first.requests[0].id)
      #expect(try await get("requests?namespace=new&since=\(first.requests[0].id)").decoded(List.self).requests.isEmpty)
      for prompt in ["raw", "canned"] { try await ask(prompt, in: "new") }
      let answer = try await get("requests?namespace=new&since=\(first.requests[0].id)")
      let next = try answer.decoded(List.self)
      #expect(next.requests.map(\.fixture) == ["raw", "canned"] && next.kept == 3)
      #expect(next.oldest == first.oldest && next.newest == next.requests[1].id)
      #expect(answer.text.contains("OUTCOME_FAILED") && !answer.text.contains("\"output\""))
      let page = try await get("requests?namespace=new&since=0&limit=2").decoded(List.self)
      #expect(page.requests.map(\.id) == [first.requests[0].id, next.requests[0].id])
      #expect(try await get("requests?since=x").status == 400)
    }

    @Test
    func `a full journal goes out piece by piece, to several at once, while others are answered`() async throws {
      let server = try await SurfaceServer()
      let body = String(repeating: "x", count: 256 << 10)
      for _ in 0..<40 { #expect(try await server.request(body: body).status == 400) }
      let port = server.port
      // They ask and do not read: each is given what its socket holds, and no more of it is made.
      let readers = try await onOwnThread {
        try (0..<4).map { _ in
          let connection = try HTTPConnection(port: port)
          try connection.send(
            method: "GET",
            target: "/_pollux/requests?view=full",
            headers: ["Connection": "close"],
            body: ""
          )
          return connection
        }
      }
      #expect(try await server.request("GET", "/health").status == 200)
      #expect(try await server.request(body: body).status == 400)
      for reader in readers {
        let text = try await onOwnThread { try reader.readToEnd() }
        #expect(text.contains("Transfer-Encoding: chunked") || text.contains("transfer-encoding: chunked"))
        #expect(text.utf8.count > 40 * body.utf8.count && text.hasSuffix("0\r\n\r\n"))
      }
      let list = try await server.request("GET", "/_pollux/requests?view=full&limit=1").decoded(List.self)
      #expect(list.requests.count == 1 && list.requests[0].rawBody == body && list.kept == 41)
      try await server.stop()
    }

    @Test
    func `a stream is kept chunk by chunk`() async throws {
      try await ask("late error", in: "stream", stream: true)
      let list = try await get("requests?namespace=stream&view=full").decoded(List.self).requests
      #expect(list.first?.rawResponse?.contains("So far ") == true)
      #expect(list.first?.rawResponse?.contains("\"code\": 500") == true)
    }

    @Test
    func `verifies counts, order and criteria, and says what came nearest`() async throws {
      for prompt in ["canned", "raw", "canned"] { try await ask(prompt, in: "verify") }
      func verify(_ body: String) async throws -> Verification {
        try await post("verify?namespace=verify", body).decoded(Verification.self)
      }
      #expect(try await verify(#"{"match": {"prompt": "canned"}, "count": "==2"}"#).ok)
      #expect(try await verify(#"{"match": {"prompt": "canned"}, "count": 2}"#).ok)
      let missing = try await verify(#"{"match": {"prompt": "absent", "tools": "codeExecution"}}"#)
      #expect(!missing.ok && missing.count == 0)
      #expect(missing.message?.contains("prompt wants contains 'absent', got") == true)
      #expect(try await verify(#"{"sequence": [{"prompt": "canned"}, {"prompt": "raw"}]}"#).ok)
      #expect(try await !verify(#"{"sequence": [{"prompt": "raw"}, {"prompt": "raw"}]}"#).ok)
      #expect(try await post("verify?namespace=verify", #"{"match": {"promt": "x"}}"#).status == 400)
      #expect(try await post("verify", #"{"mtch": {}}"#).text.contains("Unknown key 'mtch'"))
    }

    @Test
    func `judges clients: errors repeated, delays ignored, half a stream taken`() async throws {
      try await ask("raw", in: "good")
      #expect(try await get("verdict?namespace=good").decoded(Verdict.self).ok)
      for _ in 0..<2 { try await ask("nobody knows", in: "repeats") }
      for _ in 0..<2 { try await ask("busy", in: "hurries") }
      try await ask("fault truncate", in: "trusts", stream: true)
      for (namespace, kind) in [
        ("repeats", "client_error_retried"), ("hurries", "retry_delay_ignored"),
        ("trusts", "truncated_stream_accepted"),
      ] {
        let verdict = try await get("verdict?namespace=\(namespace)").decoded(Verdict.self)
        #expect(!verdict.ok && verdict.findings.map(\.kind) == [kind], "\(namespace): \(verdict)")
      }
    }

    @Test
    func `is set back by namespace, counters by themselves or with it`() async throws {
      for _ in 0..<2 { try await ask("nth", in: "reset") }
      let snapshot = try await get("snapshot")
      #expect(try await ask("nth", in: "reset").text.contains("later"))
      #expect(try await post("reset/counters?namespace=reset").status == 200)
      #expect(try await ask("nth", in: "reset").text.contains("first"))
      #expect(try await get("requests?namespace=reset").decoded(List.self).requests.count == 4)
      #expect(try await post("reset?namespace=reset").status == 200)
      #expect(try await get("requests?namespace=reset").decoded(List.self).requests.isEmpty)
      #expect(try await post("restore", snapshot.text).status == 200)
      #expect(try await ask("nth", in: "reset").text.contains("later"))
      #expect(try await post("reset/everything").status == 404)
    }

    @Test
    func `a namespace has fixtures of its own over HTTP`() async throws {
      let yaml = #"{"yaml": "- match: { prompt: raw }\n  reply: [ { text: mine } ]\n"}"#
      #expect(try await post("fixtures?namespace=own", yaml).status == 200)
      #expect(try await ask("raw", in: "own").text.contains("mine"))
      #expect(try await ask("canned", in: "own").status == 200)
      #expect(try await !ask("raw", in: "not-own").text.contains("mine"))
      let bad = try await post("fixtures?namespace=own", #"{"yaml": "- replay: []"}"#)
      #expect(bad.status == 400 && bad.text.contains("did you mean 'reply'?"))
      #expect(try await ask("raw", in: "own").text.contains("mine"))
      #expect(try await post("fixtures", yaml).status == 400)
    }

    @Test
    func `says which fixtures nothing was answered by, and explains one request`() async throws {
      try await ask("raw", in: "unused")
      let unused = try await get("unused?namespace=unused")
      #expect(!unused.text.contains("\"raw\"") && unused.text.contains("\"canned\""))
      let explained = try await post(
        "explain?namespace=unused",
        #"{"contents": [{"parts": [{"text": "the raw one"}]}]}"#
      )
      #expect(explained.text.contains("\"answeredBy\": \"raw\"") && explained.text.contains("does not match"))
      #expect(try await get("schema/fixtures.v1.json").text.contains("\"Pollux fixtures, version 1\""))
    }

    @Test
    func `questions see input files by the names code finds them`() async throws {
      let fixtures =
        #"[{"name": "table", "match": {"files": {"name": "input_file_1.csv"}}, "reply": [{"text": "yes"}]}]"#
      #expect(try await post("fixtures?namespace=names", #"{"fixtures": \#(fixtures)}"#).status == 200)
      let table = #"{"inlineData": {"mimeType": "text/csv", "data": "YSxiCjEsMgo="}}"#
      let body = """
        {"contents": [{"role": "user", "parts": [\(table), \(table), {"text": "sum"}]}], \
        "tools": [{"codeExecution": {}}]}
        """
      let explained = try await post("explain?namespace=names", body)
      #expect(explained.text.contains("\"answeredBy\": \"table\""), "\(explained.text)")
      let answer = try await SurfaceServer.current.request("POST", "/t/names" + SurfaceServer.generate, body: body)
      #expect(answer.status == 200 && answer.text.contains("yes"), "\(answer.text)")
      func verified(_ name: String) async throws -> Bool {
        try await post("verify?namespace=names", #"{"match": {"files": {"name": "\#(name)"}}}"#)
          .decoded(Verification.self).ok
      }
      #expect(try await verified("input_file_1.csv"))
      #expect(try await !verified("input_file_2.csv"))
      let unknown = try await post(
        "explain",
        body.replacing("sum\"}", with: "sum\"}, {\"fileData\": {\"fileUri\": \"files/no\"}}")
      )
      #expect(unknown.status == 403, "it is checked as a request for content: \(unknown.text)")
    }

    @Test
    func `a page shows it, and no script but its own runs there`() async throws {
      let page = try await get("ui")
      #expect(page.status == 200 && page.headers["content-type"]?.hasPrefix("text/html") == true)
      let policy = try #require(page.headers["content-security-policy"])
      let nonce = try #require(policy.firstMatch(of: /script-src 'nonce-([0-9a-f]+)'/)).1
      #expect(policy.hasPrefix("default-src 'none'") && page.text.contains("<script nonce=\"\(nonce)\">"))
      // Each answer has a nonce of its own, and what clients send is nowhere in the page itself.
      #expect(try await get("ui").headers["content-security-policy"] != policy)
      #expect(!page.text.contains("NONCE") && !page.text.contains("innerHTML"))
    }

    @Test
    func `pages of other origins read nothing of it`() async throws {
      let server = try SurfaceServer.current
      for path in ["requests", "fixtures", "verdict", "ui"] {
        let answer = try await server.request("GET", "/_pollux/\(path)", headers: ["Origin": "https://evil.example"])
        #expect(answer.status == 403)
      }
    }
  }
}
