package import TelemetryNames

/// The route of one request, as its row in a table says.
package struct Route: Sendable {
  /// What metrics call it.
  let name: RouteName
  /// The most bytes of body taken, nil where a body is not looked at.
  let limit: BodyLimit?
  let handler: any RouteHandler

  package init(name: RouteName, limit: BodyLimit?, handler: any RouteHandler) {
    (self.name, self.limit, self.handler) = (name, limit, handler)
  }
}

/// The most bytes of body a route takes.
package struct BodyLimit: Hashable, Sendable {
  package let bytes: Int
  /// Whether it is the route's own, which no setting raises.
  package let isFixed: Bool

  package init(bytes: Int, isFixed: Bool) {
    (self.bytes, self.isFixed) = (bytes, isFixed)
  }
}
