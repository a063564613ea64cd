import HTTPServer
import NIOHTTP1
import TelemetryNames

/// What a table says of one route; the page `docs/routes.md` is made of it.
struct RouteFacts: Sendable {
  /// `GET` stands for `HEAD` too.
  let verb: HTTPMethod
  /// The path with its variables, `/{v}/models/{m}:generateContent`; a query is there where it alone makes the route.
  let path: String
  /// What metrics call it.
  let name: RouteName
  let body: BodyRule
  var key: KeyRule
  var pages: PageRule
  /// What it does, in a phrase.
  let summary: String
}

/// How a route takes the body of a request.
enum BodyRule: Hashable, Sendable {
  /// It does not look at it.
  case unread
  /// It takes at most so many bytes, which no setting raises.
  case upTo(Int)
  /// It takes at most what `request_body_limit` says.
  case bySetting
  /// It reads it piece by piece, of any length.
  case streamed

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

/// Whether a route wants one of the server's API keys, where there are some.
enum KeyRule: Hashable, Sendable {
  case required, open
  /// The id of an upload in the address is what lets a request in.
  case byUploadID
}

/// From where the pages of browsers may use a route.
enum PageRule: Hashable, Sendable {
  case anywhere
  /// Elsewhere only by `allowed_origins`, or with a key the server knows.
  case storedState
  /// From this server alone.
  case sameOrigin
}
