import GeminiAPI
import HTTPServer
import NIOHTTP1
import TelemetryNames

/// One route as data: what it serves, under which rules, and what answers.
struct RouteRow<Services: Sendable, Path: RoutePath>: Sendable {
  typealias Condition = @Sendable (RoutedRequest<Path>) throws(Status) -> Bool
  typealias Handler = @Sendable (Services, RoutedRequest<Path>) throws(Status) -> any RouteHandler

  var facts: RouteFacts
  /// Whether the refusal of another verb names this one.
  let isSuggested: Bool
  /// Which of the requests with this verb and path it answers; nil for all.
  let condition: Condition?
  let handler: Handler

  init(
    _ verb: HTTPMethod,
    _ path: String,
    _ name: RouteName,
    _ summary: String,
    _ body: BodyRule = .unread,
    key: KeyRule = .required,
    pages: PageRule = .anywhere,
    isSuggested: Bool = true,
    where condition: Condition? = nil,
    handler: @escaping Handler
  ) {
    facts = RouteFacts(verb: verb, path: path, name: name, body: body, key: key, pages: pages, summary: summary)
    self.isSuggested = isSuggested
    self.condition = condition
    self.handler = handler
  }
}

/// What a path names, read once.
protocol RoutePath: Sendable {
  /// What of it chooses among the routes of its kind.
  var key: RouteKey { get }
}

/// What of a path chooses among the routes of its kind.
enum RouteKey: Hashable, Sendable {
  case collection, item
  /// `{id}:{method}`.
  case method(String)
  /// Segments; a variable one only at the end.
  case segments([String])
  /// A path of the kind at which nothing is.
  case nowhere
}

/// A request whose path has been read.
struct RoutedRequest<Path: Sendable>: Sendable {
  let head: HTTPRequestHead
  let target: RequestTarget
  let path: Path
}

extension Status {
  /// What is said of a path that has other verbs.
  static func wrongMethod(_ head: HTTPRequestHead, _ target: RequestTarget, use method: String) -> Status {
    .notFound("Not Found. \(head.method) is not served at \(target.path.prefix(bytes: 200)); use \(method).")
  }
}
