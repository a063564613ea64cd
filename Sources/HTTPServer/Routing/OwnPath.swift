package import NIOHTTP1
package import TelemetryNames

/// A path that only Pollux has.
package struct OwnPath: RoutePath {
  package let segments: [String]

  package init(segments: [String]) {
    self.segments = segments
  }

  package var key: RouteKey { .segments(segments) }
  /// The last segment, which a row may have as `{id}`.
  package var id: String { segments.last ?? "" }
}

extension RouteRow where Path == OwnPath {
  /// A route that looks at nothing of its path.
  package static func own(
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
