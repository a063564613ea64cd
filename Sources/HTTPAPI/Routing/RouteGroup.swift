import GeminiAPI
import HTTPServer
import NIOHTTP1

/// The routes of one kind of path.
struct RouteGroup<Services: Sendable, Path: RoutePath>: Sendable {
  typealias Row = RouteRow<Services, Path>
  typealias Reader = @Sendable (RequestTarget) throws(Status) -> Path?
  typealias Check = @Sendable (RequestTarget) throws(Status) -> Void
  /// Says why a request has no route; `verbs` are those the path has, `GET or DELETE`, empty for an unknown path.
  typealias Refusal = @Sendable (RoutedRequest<Path>, _ verbs: String) -> Status

  let rows: [Row]
  /// Whether every route of the group is about stored state, so that also refusals are.
  let isOfStoredState: Bool
  private let rowsByKey: [RouteKey: [Row]]
  private let reader: Reader
  private let refusal: Refusal?
  private let check: Check?

  /// Creates the group.
  ///
  /// - Parameters:
  ///   - key: Which key all routes want; nil where the rows say it.
  ///   - pages: Which pages may use all routes; nil where the rows say it.
  ///   - reader: Reads a path; nil for one of another kind. The paths of the rows are read by it too, so that it and the
  ///     table cannot disagree.
  ///   - check: What a target must be before a route is looked for.
  ///   - refusal: Says why a request has no route; nil where an unknown path may be another group's.
  ///   - rows: The routes; of those with the same verb and path the first whose condition holds.
  init(
    key: KeyRule? = nil,
    pages: PageRule? = nil,
    reader: @escaping Reader,
    check: Check? = nil,
    refusal: Refusal?,
    rows: [Row]
  ) {
    self.rows = rows.map { row in
      var row = row
      row.facts.key = key ?? row.facts.key
      row.facts.pages = pages ?? row.facts.pages
      return row
    }
    self.reader = reader
    self.check = check
    self.refusal = refusal
    isOfStoredState = pages == .storedState
    rowsByKey = Dictionary(grouping: self.rows) { row in
      let target = try? RequestTarget(row.facts.path.replacing("{v}", with: "v1beta"))
      return target.flatMap { try? reader($0) }?.key ?? .nowhere
    }
  }

  /// What the table says of each route.
  var facts: [RouteFacts] { rows.map(\.facts) }

  /// What the table says of the first route with a verb and a path.
  func facts(_ verb: HTTPMethod, _ path: Path) -> RouteFacts? {
    rowsByKey[path.key]?.first { $0.facts.verb == verb }?.facts
  }

  /// Reads a path; nil for one that is not the group's.
  func path(_ target: RequestTarget) throws(Status) -> (path: Path, rows: [Row])? {
    guard let path = try reader(target) else { return nil }
    let rows = rowsByKey[path.key] ?? path.key.withVariable.flatMap { rowsByKey[$0] } ?? []
    guard !rows.isEmpty || refusal != nil else { return nil }
    return (path, rows)
  }

  /// Chooses the route of a request among those of its path.
  ///
  /// - Throws: `NOT_FOUND` by the group's refusal, or what its check or a condition throws.
  func row(of rows: [Row], for request: RoutedRequest<Path>) throws(Status) -> Row {
    try check?(request.target)
    let verb = request.head.method == .HEAD ? .GET : request.head.method
    for row in rows where row.facts.verb == verb {
      guard let condition = row.condition else { return row }
      if try condition(request) { return row }
    }
    var verbs: [String] = []
    for row in rows where row.isSuggested && !verbs.contains(row.facts.verb.rawValue) {
      verbs.append(row.facts.verb.rawValue)
    }
    let list = verbs.joined(separator: " or ")
    throw refusal?(request, list) ?? .wrongMethod(request.head, request.target, use: list)
  }
}

extension RouteKey {
  /// The same with a variable in the place of the last segment.
  fileprivate var withVariable: RouteKey? {
    guard case .segments(let segments) = self, !segments.isEmpty else { return nil }
    return .segments(segments.dropLast() + ["{id}"])
  }
}
