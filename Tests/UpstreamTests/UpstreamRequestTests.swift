import Synchronization
import TestSupport
import Testing

@testable import Upstream

@Suite("A request to an upstream", .timeLimit(.minutes(1)))
struct UpstreamRequestTests {
  /// What arrives, of a request that is answered with 200.
  private func arrived(_ ask: (_ port: Int) async throws -> Void) async throws -> String {
    let text = Mutex("")
    try await ByteServer.run { peer in
      let request = try await peer.request()
      text.withLock { $0 = request }
      try await peer.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
    } _: { port in
      try await ask(port)
    }
    return text.withLock { $0 }
  }

  @Test
  func `carries what the client sent, but for what belongs to one connection`() async throws {
    let text = try await arrived { port in
      _ = try await UpstreamClient(port: port, path: "/base/", key: "theirs").send(
        method: "POST",
        target: "/v1beta/models/m%3A:generateContent?alt=sse&a=%2F",
        headers: [
          ("Host", "evil.example"), ("X-Goog-Api-Key", "mine"), ("x-goog-api-client", "python"), ("Expect", "x"),
          ("Transfer-Encoding", "chunked"), ("Accept-Encoding", "gzip"), ("X-Pollux-Namespace", "n"),
        ],
        body: Array("{}".utf8)
      )
    }
    let lines = text.split(separator: "\r\n").map { String($0) }
    #expect(lines.first == "POST /base/v1beta/models/m%3A:generateContent?alt=sse&a=%2F HTTP/1.1")
    let headers = Set(lines.dropFirst().filter { !$0.hasPrefix("host: 127.0.0.1:") })
    #expect(
      headers == [
        "x-goog-api-client: python", "x-goog-api-key: theirs", "Accept-Encoding: identity", "Content-Length: 2", "{}",
      ],
      "\(text)"
    )
  }

  @Test
  func `carries the client's key where there is no other`() async throws {
    let text = try await arrived { port in
      _ = try await UpstreamClient(port: port).send(
        method: "GET",
        target: "/",
        headers: [("X-Goog-Api-Key", "mine")],
        body: []
      )
    }
    #expect(text.contains("X-Goog-Api-Key: mine\r\n"), "\(text)")
  }

  @Test(arguments: ["@evil.example/", "", ".evil.example/", "http://evil.example/"])
  func `goes to no other host`(target: String) async throws {
    let client = try UpstreamClient(port: 9)
    let failure = await #expect(throws: UpstreamFailure.self) { try await client.get(target) }
    #expect(failure?.kind == .request)
  }

  @Test
  func `shows no key where it cannot be sent`() async throws {
    let client = try UpstreamClient(port: 9, key: "secret\r\nx: y")
    let failure = await #expect(throws: UpstreamFailure.self) { try await client.get() }
    #expect(failure?.kind == .request && failure?.description.contains("secret") == false)
  }

  @Test(arguments: [
    ("http://127.0.0.1:11434/v1", "http://127.0.0.1:11434/v1", "http://127.0.0.1:11434"),
    ("https://a.example/", "https://a.example", "https://a.example:443"),
    ("HTTP://[::1]:80", "HTTP://[::1]:80", "http://[::1]:80"),
  ])
  func `has an address`(text: String, kept: String, origin: String) throws {
    let address = try UpstreamAddress(text)
    #expect(address.text == kept && address.origin == origin)
  }

  @Test(arguments: [
    "", "a.example", "ftp://a", "http://", "http://:80", "http://a:0", "http://a:65536", "http://a?b", "http://a#b",
    "http://u:secret@a", "http+unix://a", "http://a b",
  ])
  func `has no address but these`(text: String) throws {
    let failure = #expect(throws: UpstreamFailure.self) { try UpstreamAddress(text) }
    #expect(failure?.kind == .address && failure?.description.contains("secret") == false)
  }
}

@Suite("A proxy before an upstream", .timeLimit(.minutes(1)))
struct UpstreamProxyTests {
  @Test
  func `is asked for a connection, and the request goes through it`() async throws {
    let heads = Mutex<[String]>([])
    try await ByteServer.run { peer in
      let connect = try await peer.request()
      try await peer.send("HTTP/1.1 200 Connection established\r\n\r\n")
      let request = try await peer.request()
      heads.withLock { $0 = [connect, request] }
      try await peer.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi")
    } _: { port in
      let address = try UpstreamAddress("http://gemini.example:8000")
      let proxy = try UpstreamProxy.find(for: address, in: ["http_proxy": "http://u%40:p@127.0.0.1:\(port)"])
      let client = UpstreamClient(
        address,
        key: nil,
        limits: UpstreamLimits(connect: .seconds(50), idle: .seconds(50)),
        proxy: proxy,
        trust: .system
      )
      #expect(try await client.get("/a").collect(upTo: 2) == Array("hi".utf8))
    }
    let seen = heads.withLock { $0 }
    try #require(seen.count == 2)
    let (connect, request) = (seen[0], seen[1])
    #expect(connect.hasPrefix("CONNECT gemini.example:8000 HTTP/1.1\r\n"))
    #expect(connect.contains("Basic dUA6cA=="), "\(connect)")
    #expect(request.hasPrefix("GET /a HTTP/1.1\r\n") && !request.lowercased().contains("proxy"))
  }

  @Test
  func `that refuses is told as one`() async throws {
    try await ByteServer.run { peer in
      _ = try await peer.request()
      try await peer.send("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
    } _: { port in
      let proxy = try UpstreamProxy.find(
        for: try UpstreamAddress("http://a.example"),
        in: ["http_proxy": "127.0.0.1:\(port)"]
      )
      let client = try UpstreamClient(port: 9, proxy: proxy)
      let failure = await #expect(throws: UpstreamFailure.self) { try await client.get() }
      #expect(failure?.kind == .proxy && failure?.description.contains("no_proxy") == true)
    }
  }

  struct Case: Sendable {
    let address: String
    let environment: [String: String]
    /// Host and port; nil for none.
    let proxy: String?

    init(_ address: String, _ environment: [String: String], _ proxy: String?) {
      (self.address, self.environment, self.proxy) = (address, environment, proxy)
    }
  }

  @Test(arguments: [
    Case("https://a.example", ["https_proxy": "http://p:1"], "p:1"),
    Case("https://a.example", ["HTTPS_PROXY": "p:1"], "p:1"),
    Case("https://a.example", ["http_proxy": "http://p:1"], nil),
    Case("https://a.example", ["ALL_PROXY": "socks5h://p"], "p:1080"),
    Case("https://a.example", ["https_proxy": "", "all_proxy": "p:1"], nil),
    Case("http://a.example", ["http_proxy": "http://[::1]:1/"], "::1:1"),
    Case("http://a.example", ["HTTP_PROXY": "http://p:1"], nil),
    Case("http://a.example", ["http_proxy": "p:1", "no_proxy": "*"], nil),
    Case("http://a.example", ["http_proxy": "p:1", "no_proxy": "b.example, example"], nil),
    Case("http://a.example", ["http_proxy": "p:1", "NO_PROXY": ".a.example"], nil),
    Case("http://A.Example", ["http_proxy": "p:1", "no_proxy": "a.EXAMPLE"], nil),
    Case("http://aa.example", ["http_proxy": "p:1", "no_proxy": "a.example,xample"], "p:1"),
    Case("http://10.1.2.3", ["http_proxy": "p:1", "no_proxy": "10.0.0.0/8"], nil),
    Case("http://11.1.2.3", ["http_proxy": "p:1", "no_proxy": "10.0.0.0/8,3,2.3,11.1.2.3/x"], "p:1"),
    Case("http://10.1.2.3", ["http_proxy": "p:1", "no_proxy": "10.1.2.3"], nil),
    Case("http://[fd00::1]", ["http_proxy": "p:1", "no_proxy": "fd00::/9"], nil),
    Case("http://[fe80::1]", ["http_proxy": "p:1", "no_proxy": "fd00::/9,[::1]"], "p:1"),
    Case("http://[::1]", ["http_proxy": "p:1", "no_proxy": "[::1]"], nil),
  ])
  func `is named by the environment`(row: Case) throws {
    let found = try UpstreamProxy.find(for: try UpstreamAddress(row.address), in: row.environment)
    #expect(found.map { "\($0.host):\($0.port)" } == row.proxy)
  }

  @Test(arguments: ["https://p:1", "http://", "http://p:99999", "socks5://u:secret@p:1", "ftp://p"])
  func `that cannot be used stops the start`(proxy: String) throws {
    let failure = #expect(throws: UpstreamFailure.self) {
      try UpstreamProxy.find(for: try UpstreamAddress("http://a.example"), in: ["http_proxy": proxy])
    }
    #expect(failure?.kind == .proxy && failure?.description.contains("http_proxy") == true)
    #expect(failure?.description.contains("secret") == false)
  }
}
