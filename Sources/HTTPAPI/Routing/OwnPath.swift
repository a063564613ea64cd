import HTTPServer
import NIOHTTP1
import TelemetryNames

/// A path that only Pollux has.
struct OwnPath: RoutePath {
  let segments: [String]

  var key: RouteKey { .segments(segments) }
  /// The last segment, which a row may have as `{id}`.
  var id: String { segments.last ?? "" }
}

extension RouteRow where Path == OwnPath {
  /// A route that looks at nothing of its path.
  static func own(
    _ verb: HTTPMethod,
    _ path: String,
    _ name: RouteName,
    _ summary: String,
    _ body: BodyRule = .unread,
    key: KeyRule = .required,
    handler: @escaping @Sendable (_ services: Services) -> any RouteHandler
  ) -> Self {
    RouteRow(verb, path, name, summary, body, key: key) { services, _ in handler(services) }
  }
}
