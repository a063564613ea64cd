package import NIOHTTP1
package import TelemetryNames

/// What a table says of one route; the page `docs/routes.md` is made of it.
package struct RouteFacts: Sendable {
  /// `GET` stands for `HEAD` too.
  package let verb: HTTPMethod
  /// The path with its variables, `/{v}/models/{m}:generateContent`; a query is there where it alone makes the route.
  package let path: String
  /// What metrics call it.
  package let name: RouteName
  package let body: BodyRule
  package var key: KeyRule
  package var pages: PageRule
  /// What it does, in a phrase.
  package let summary: String
}

/// How a route takes the body of a request.
package enum BodyRule: Hashable, Sendable {
  /// It does not look at it.
  case unread
  /// It takes at most so many bytes, which no setting raises.
  case upTo(Int)
  /// It takes at most what `request_body_limit` says.
  case bySetting
  /// It reads it piece by piece, of any length.
  case streamed
}

/// Whether a route wants one of the server's API keys, where there are some.
package enum KeyRule: Hashable, Sendable {
  case required, open
  /// The id of an upload in the address is what lets a request in.
  case byUploadID
}

/// From where the pages of browsers may use a route.
package enum PageRule: Hashable, Sendable {
  case anywhere
  /// Elsewhere only by `allowed_origins`, or with a key the server knows.
  case storedState
  /// From this server alone.
  case sameOrigin
}
