import GeminiAPI
import NIOHTTP1
import Testing

@testable import HTTPAPI
@testable import HTTPServer

@Suite("What pages may do")
struct BrowserRulesTests {
  private static let host = "127.0.0.1:8080"

  private static func head(_ method: HTTPMethod, _ headers: [(String, String)]) -> HTTPRequestHead {
    HTTPRequestHead(version: .http1_1, method: method, uri: "/", headers: HTTPHeaders([("host", host)] + headers))
  }

  private static func own(_ method: HTTPMethod, _ headers: [(String, String)]) throws(Status) {
    let head = head(method, headers)
    try OriginRule(allowed: ["*"]).checkOwnRoute(RequestSource(head.headers), head)
  }

  static let json = ("Content-Type", "application/json")

  @Test(
    "own routes take programs, and pages of this very host and port",
    arguments: [
      [], [("Content-Type", "text/plain")],
      [("Origin", "http://127.0.0.1:8080"), json], [("Origin", "HTTP://127.0.0.1:8080"), json],
      [("Sec-Fetch-Site", "same-origin"), ("content-type", "application/json; charset=utf-8")],
      [("Sec-Fetch-Site", "none"), json],
    ] as [[(String, String)]]
  )
  func ownRoutesTake(headers: [(String, String)]) throws {
    try Self.own(.POST, headers)
    try Self.own(.GET, headers.filter { $0.0.lowercased() != "content-type" })
  }

  @Test(
    "own routes take no page of another host, port or site, whatever origins are allowed",
    arguments: [
      [("Origin", "http://127.0.0.1:43149"), json], [("Origin", "http://localhost:8080"), json],
      [("Origin", "https://127.0.0.1"), json], [("Origin", "null"), json], [("Origin", ""), json],
      [("Origin", "file://127.0.0.1:8080"), json], [("Origin", "http://127.0.0.1:8080.evil.example"), json],
      [("Sec-Fetch-Site", "same-site"), json], [("Sec-Fetch-Site", "cross-site"), json],
      [("Origin", "http://127.0.0.1:8080"), ("Sec-Fetch-Site", "cross-site"), json],
      [("Origin", "http://127.0.0.1:8080"), ("Origin", "http://evil.example"), json],
    ] as [[(String, String)]]
  )
  func ownRoutesRefuse(headers: [(String, String)]) {
    for method in [HTTPMethod.POST, .GET, .OPTIONS] {
      #expect { try Self.own(method, headers) } throws: { ($0 as? Status)?.code == .permissionDenied }
    }
  }

  @Test(
    "own routes take JSON alone from a page",
    arguments: ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/jsonp", nil]
  )
  func ownRoutesTakeJSON(type: String?) {
    let headers = [("Sec-Fetch-Site", "same-origin")] + (type.map { [("Content-Type", $0)] } ?? [])
    #expect { try Self.own(.POST, headers) } throws: { ($0 as? Status)?.code == .invalidArgument }
  }

  @Test("the scheme's own port may be left out")
  func port() throws {
    for (host, origin) in [("box", "https://box"), ("box:443", "https://box"), ("box:80", "http://BOX")] {
      #expect(!RequestSource(HTTPHeaders([("Host", host), ("Origin", origin)])).isForeign)
    }
    #expect(RequestSource(HTTPHeaders([("Host", "box:443"), ("Origin", "http://box")])).isForeign)
    #expect(RequestSource(HTTPHeaders([("Origin", "http://box")])).isForeign, "without Host nothing is known")
  }

  @Test(
    "stored state is for programs, pages of this server, allowed origins, and whoever has a known key",
    arguments: [
      ([], [], false, true), ([("Origin", "http://127.0.0.1:8080")], [], false, true),
      ([("Origin", "https://evil.example")], [], false, false),
      ([("Origin", "http://127.0.0.1:5173")], [], false, false),
      ([("Sec-Fetch-Site", "cross-site")], [], false, false), ([("Origin", "null")], [], false, false),
      ([("Origin", "https://evil.example")], [], true, true),
      ([("Origin", "https://App.example")], ["https://app.example"], false, true),
      ([("Origin", "https://app.example"), ("Sec-Fetch-Site", "cross-site")], ["https://app.example"], false, true),
      ([("Origin", "https://app.example:444")], ["https://app.example"], false, false),
      ([("Sec-Fetch-Site", "cross-site")], ["https://app.example"], false, false),
      ([("Origin", "https://any.example")], ["*"], false, true),
    ] as [([(String, String)], [String], Bool, Bool)]
  )
  func storedState(headers: [(String, String)], allowed: [String], hasKnownKey: Bool, isTaken: Bool) {
    let source = RequestSource(Self.head(.GET, headers).headers)
    let refusal = OriginRule(allowed: allowed).refusalOfStoredState(source, hasKnownKey: hasKnownKey)
    #expect((refusal == nil) == isTaken)
    #expect(refusal == nil || refusal?.code == .permissionDenied)
  }

  @Test("an origin has neither path nor blank")
  func origins() {
    for text in ["https://app.example", "http://localhost:5173", "*", "null", "app://x"] {
      #expect(OriginRule.isOrigin(text), "\(text)")
    }
    for text in ["", "app.example", "https://", "https://app.example/", "://x", "https://a b", "https://u@x"] {
      #expect(!OriginRule.isOrigin(text), "\(text)")
    }
  }

  @Test(
    "a host is a name and a port, and nothing behind them",
    arguments: [
      ("localhost", true), ("LOCALHOST:80", true), ("127.0.0.1:8080", true), ("[::1]", true), ("[::1]:8080", true),
      ("a.localhost:1", true), ("localhost.", true), ("box:8080", true),
      ("[::1]evil.example", false), ("[::1]:80evil", false), ("[::1", false), ("[::1]]", false),
      ("localhost:80.evil.example", false), ("127.0.0.1:x", false), ("user@localhost", false), ("evil.example", false),
      ("localhost evil.example", false), ("", false),
    ]
  )
  func hosts(host: String, isServed: Bool) {
    let rule = HostRule(names: ["box"])
    let headers = HTTPHeaders([("Host", host)])
    guard isServed else {
      #expect { try rule.check(headers) } throws: { ($0 as? Status)?.code == .permissionDenied }
      return
    }
    #expect(throws: Never.self) { try rule.check(headers) }
  }
}
