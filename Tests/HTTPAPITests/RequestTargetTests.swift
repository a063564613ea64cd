import GeminiAPI
import Testing

@testable import HTTPAPI
@testable import HTTPServer

@Suite("The target of a request")
struct RequestTargetTests {
  struct Case: CustomTestStringConvertible {
    var uri: String
    var segments: [String]
    var path: String
    var namespace: String?
    var isOwn = false

    var testDescription: String { uri }
  }

  @Test(
    "is decoded once, and a namespace is taken off its beginning once, before any rule looks at it",
    arguments: [
      Case(uri: "/v1/models/m", segments: ["v1", "models", "m"], path: "/v1/models/m"),
      Case(uri: "//v1//models/m?a=b", segments: ["v1", "models", "m"], path: "//v1//models/m"),
      Case(uri: "/_pollux/reset", segments: ["_pollux", "reset"], path: "/_pollux/reset", isOwn: true),
      Case(uri: "/%5fpollux/reset", segments: ["_pollux", "reset"], path: "/%5fpollux/reset", isOwn: true),
      Case(uri: "/%5Fpoll%75x", segments: ["_pollux"], path: "/%5Fpoll%75x", isOwn: true),
      Case(uri: "/_pollux%2Freset", segments: ["_pollux", "reset"], path: "/_pollux%2Freset", isOwn: true),
      Case(uri: "/%255fpollux", segments: ["%5fpollux"], path: "/%255fpollux"),
      Case(
        uri: "/t/x/_pollux/reset",
        segments: ["_pollux", "reset"],
        path: "/_pollux/reset",
        namespace: "x",
        isOwn: true
      ),
      Case(uri: "//t//x//_pollux", segments: ["_pollux"], path: "/_pollux", namespace: "x", isOwn: true),
      Case(uri: "/%74/x/health", segments: ["health"], path: "/health", namespace: "x", isOwn: true),
      Case(uri: "/t%2Fx%2Fmetrics", segments: ["metrics"], path: "/metrics", namespace: "x", isOwn: true),
      Case(uri: "/t%2fx/v1/a%20b", segments: ["v1", "a b"], path: "/v1/a%20b", namespace: "x"),
      Case(uri: "/t/x/v1/a%20b", segments: ["v1", "a b"], path: "/v1/a%20b", namespace: "x"),
      Case(uri: "/t/x/t/y/_pollux", segments: ["t", "y", "_pollux"], path: "/t/y/_pollux", namespace: "x"),
      Case(uri: "http://host/_pollux?x", segments: ["_pollux"], path: "/_pollux", isOwn: true),
      Case(uri: "/t", segments: ["t"], path: "/t"),
    ]
  )
  func parts(_ testCase: Case) throws {
    let target = try RequestTarget(testCase.uri)
    #expect(target.segments == testCase.segments)
    #expect(target.path == testCase.path)
    #expect(target.namespace == testCase.namespace)
    #expect(CrossOriginRule.isOwnRoute(target) == testCase.isOwn)
  }

  @Test("is refused where it cannot be decoded", arguments: ["/%zz", "/%5", "/%ff", "/a%00b"])
  func undecodable(_ uri: String) {
    #expect(throws: Status.self) { try RequestTarget(uri) }
  }
}
