import TelemetryNames

/// The route of one request, as its row says.
struct MatchedRoute: Route {
  let name: RouteName
  let limit: BodyLimit?
  let handler: any RouteHandler

  var bodyLimit: Int? { limit?.bytes }

  func respond(to request: IncomingRequest, body: [UInt8], sink: ResponseSink) async throws {
    try await handler.respond(to: request, body: body, sink: sink)
  }

  func respond(to request: IncomingRequest, reading reader: inout RequestReader, sink: ResponseSink) async throws {
    try await handler.respond(to: request, reading: &reader, limit: limit, sink: sink)
  }
}

/// The most bytes of body a route takes.
struct BodyLimit: Hashable, Sendable {
  let bytes: Int
  /// Whether it is the route's own, which no setting raises.
  let isFixed: Bool
}

extension BodyRule {
  /// The limit, nil for a body that is not held.
  ///
  /// - Parameter bytes: What `request_body_limit` says.
  /// - Returns: The most bytes, and whether the setting raises them.
  func limit(bySetting bytes: Int) -> BodyLimit? {
    switch self {
    case .unread, .streamed: nil
    case .upTo(let bytes): BodyLimit(bytes: bytes, isFixed: true)
    case .bySetting: BodyLimit(bytes: bytes, isFixed: false)
    }
  }
}
