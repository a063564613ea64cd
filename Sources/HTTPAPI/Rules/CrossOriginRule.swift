import GeminiAPI
import HTTPServer
import NIOHTTP1

/// Lets pages of any origin use the API, as the service does for its SDK in browsers; routes of our own let none.
///
/// A page needs two things: an answer to the browser's question before the request, and its own origin on every response.
enum CrossOriginRule {
  /// Segments that routes of our own begin with.
  private static let ownRoutes = Set(
    (ServerRoutes.all.facts + TestingRoutes.all.facts).compactMap { $0.path.split(separator: "/").first }.map(
      String.init
    )
  )

  private static let methods = "DELETE,GET,HEAD,OPTIONS,PATCH,POST,PUT"
  /// Beginnings of the header names a page may send; the service refuses others, as reported of its SDK in 2026.
  private static let headers = [
    "accept", "api-revision", "authorization", "content-", "range", "user-agent", "x-goog-", "x-pollux-",
    "x-server-timeout", "x-user-agent",
  ]
  /// In seconds.
  private static let lifetime = "3600"

  /// Whether a request is a browser's question, and not the request itself.
  static func isPreflight(_ head: HTTPRequestHead) -> Bool {
    head.method == .OPTIONS && head.headers.contains(name: "origin")
      && head.headers.contains(name: "access-control-request-method")
  }

  /// The origin that may read the response to a request; nil for a request of no page, or to a route of our own.
  ///
  /// - Parameters:
  ///   - source: Where the request comes from.
  ///   - target: Its target as every rule reads it; nil for one that cannot be read.
  /// - Returns: The origin as the browser sent it.
  static func origin(of source: RequestSource, _ target: RequestTarget?) -> String? {
    guard let origin = source.origin, origin.utf8.count <= 1_000, let target, !isOwnRoute(target) else { return nil }
    return origin
  }

  /// Whether a path is one of Pollux's own and not the API's.
  static func isOwnRoute(_ target: RequestTarget) -> Bool {
    target.segments.first.map(ownRoutes.contains) ?? false
  }

  /// Answers a browser's question.
  ///
  /// - Parameter head: The question.
  /// - Returns: What the browser may send.
  /// - Throws: `PERMISSION_DENIED` for a header or a method the API does not take.
  static func permission(for head: HTTPRequestHead) throws(Status) -> KeyValuePairs<String, String> {
    let method = head.headers.first(name: "access-control-request-method") ?? ""
    guard methods.split(separator: ",").contains(where: { $0 == method.uppercased() }) else {
      throw .permissionDenied("The API takes no \(method.prefix(bytes: 50)) requests from pages.")
    }
    let wanted = head.headers[canonicalForm: "access-control-request-headers"].map { $0.lowercased() }
    if let unknown = wanted.first(where: { name in !headers.contains { name.hasPrefix($0) } }) {
      throw .permissionDenied("The API takes no header '\(unknown.prefix(bytes: 100))' from pages.")
    }
    return [
      "Access-Control-Allow-Methods": methods,
      "Access-Control-Allow-Headers": wanted.joined(separator: ","),
      "Access-Control-Max-Age": lifetime,
    ]
  }
}

/// `OPTIONS` of any path of the API: what a page of another origin may send there.
struct PreflightRoute: RouteHandler {
  func respond(to request: IncomingRequest, body: [UInt8], sink: ResponseSink) async throws {
    let permission = try CrossOriginRule.permission(for: request.head)
    try await sink.send(status: 200, contentType: "text/html", headers: permission, body: [])
  }
}
