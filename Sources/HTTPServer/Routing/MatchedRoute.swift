package import TelemetryNames

/// The route of one request, as its row says.
package struct MatchedRoute: Route {
  package let name: RouteName
  package let limit: BodyLimit?
  private let handler: any RouteHandler

  package init(name: RouteName, limit: BodyLimit?, handler: any RouteHandler) {
    (self.name, self.limit, self.handler) = (name, limit, handler)
  }

  package var bodyLimit: Int? { limit?.bytes }

  package func respond(to request: IncomingRequest, body: [UInt8], sink: ResponseSink) async throws {
    try await handler.respond(to: request, body: body, sink: sink)
  }

  package func respond(to request: IncomingRequest, reading reader: inout RequestReader, sink: ResponseSink)
    async throws
  {
    try await handler.respond(to: request, reading: &reader, limit: limit, sink: sink)
  }
}

/// The most bytes of body a route takes.
package struct BodyLimit: Hashable, Sendable {
  package let bytes: Int
  /// Whether it is the route's own, which no setting raises.
  package let isFixed: Bool
}

extension BodyRule {
  /// The limit, nil for a body that is not held.
  ///
  /// - Parameter bytes: What `request_body_limit` says.
  /// - Returns: The most bytes, and whether the setting raises them.
  package func limit(bySetting bytes: Int) -> BodyLimit? {
    switch self {
    case .unread, .streamed: nil
    case .upTo(let bytes): BodyLimit(bytes: bytes, isFixed: true)
    case .bySetting: BodyLimit(bytes: bytes, isFixed: false)
    }
  }
}
