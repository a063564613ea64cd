package import CodeExecution
import GeminiAPI
package import Generation
package import HTTPServer
package import ModelBackends
import NIOHTTP1
package import Storage
import TelemetryNames

/// Finds what answers a request: in the tables ``GeminiRoutes``, ``ServerRoutes`` and ``TestingRoutes``, once the rules
/// let it through.
package final class GeminiRouter: Sendable {
  private let gemini: GeminiServices
  private let server: ServerServices
  private let hosts: HostRule
  private let origins: OriginRule
  private let keys: APIKeyRule
  let bodyLimit: Int
  let controls: TestControls

  var metrics: ServerMetrics { server.metrics }

  /// Creates the router.
  ///
  /// - Parameters:
  ///   - pipeline: Answers requests to models.
  ///   - catalog: Knows the models.
  ///   - executor: Says whether code is accepted.
  ///   - files: Keeps uploaded files.
  ///   - cachedContents: Keeps prompts for later requests.
  ///   - batches: Runs jobs of many requests.
  ///   - hosts: Says under which names the server answers.
  ///   - origins: Says what pages of other origins may do.
  ///   - keys: Says who may use the API.
  ///   - bodyLimit: The most bytes of a request's body.
  ///   - ledger: Has what responses used.
  ///   - controls: What tests look at and set back.
  ///   - metrics: Counts what is answered.
  ///   - backend: Says what answers requests to models.
  package init(
    pipeline: GenerateContentPipeline,
    catalog: ModelCatalog,
    executor: any CodeExecutor,
    files: any FileIndex,
    cachedContents: any PromptIndex,
    batches: BatchRunner,
    hosts: HostRule,
    origins: OriginRule,
    keys: APIKeyRule,
    bodyLimit: Int,
    ledger: UsageLedger,
    controls: TestControls,
    metrics: ServerMetrics,
    backend: @escaping @Sendable () -> BackendReport
  ) {
    gemini = GeminiServices(
      pipeline: pipeline,
      catalog: catalog,
      files: files,
      cachedContents: cachedContents,
      batches: batches
    )
    server = ServerServices(executor: executor, ledger: ledger, metrics: metrics, backend: backend)
    self.hosts = hosts
    self.origins = origins
    self.keys = keys
    self.bodyLimit = bodyLimit
    self.controls = controls
  }

  /// Finds the route of a request, once the rules let it through.
  ///
  /// - Parameters:
  ///   - head: The request's head.
  ///   - target: Its target, taken apart.
  ///   - source: Where it comes from.
  /// - Returns: The route.
  /// - Throws: `PERMISSION_DENIED` or `INVALID_ARGUMENT` by a rule, `NOT_FOUND` where nothing is served.
  func route(for head: HTTPRequestHead, target: RequestTarget, from source: RequestSource) throws(Status) -> Route {
    try hosts.check(head.headers)
    let call = RoutedCall(head: head, target: target, source: source)
    if CrossOriginRule.isOwnRoute(target) {
      try origins.checkOwnRoute(source, head)
      if let route = try match(call, in: TestingRoutes.all, controls) { return route }
      if let route = try match(call, in: ServerRoutes.all, server) { return route }
    }
    // The browser's question has no key; the request it asks for will.
    if CrossOriginRule.isPreflight(head) {
      return Route(name: .preflight, limit: nil, handler: PreflightRoute())
    }
    if let route = try match(call, in: GeminiRoutes.startedUploads, gemini) { return route }
    // First what is asked for most; no path is of two kinds.
    if let route = try match(call, in: GeminiRoutes.models, gemini) { return route }
    if let route = try match(call, in: OpenAIRoutes.all, gemini) { return route }
    if let route = try match(call, in: GeminiRoutes.files, gemini) { return route }
    if let route = try match(call, in: GeminiRoutes.uploads, gemini) { return route }
    if let route = try match(call, in: GeminiRoutes.cachedContents, gemini) { return route }
    if let route = try match(call, in: GeminiRoutes.batches, gemini) { return route }
    if let route = try match(call, in: GeminiRoutes.tunedModels, gemini) { return route }
    try checkKey(call)
    throw UnservedResource.status(target.segments) ?? .nothingServed(head, target)
  }

  /// Why a request may not read or change files, cached contents and batches; nil where it may.
  func refusalOfStoredState(_ source: RequestSource) -> Status? {
    origins.refusalOfStoredState(source, hasKnownKey: keys.areRequired)
  }

  /// Finds the route of a request in a group; nil where its path is of another kind.
  private func match<Services, Path>(
    _ call: RoutedCall,
    in group: RouteGroup<Services, Path>,
    _ services: Services
  ) throws(Status) -> Route? {
    guard let (path, rows) = try group.path(call.target) else { return nil }
    if rows.isEmpty || rows.contains(where: { $0.facts.key == .required }) { try checkKey(call) }
    if group.isOfStoredState { try checkStoredState(call) }
    let request = RoutedRequest(head: call.head, target: call.target, path: path)
    let row = try group.row(of: rows, for: request)
    if row.facts.pages == .storedState { try checkStoredState(call) }
    return Route(
      name: row.facts.name,
      limit: row.facts.body.limit(bySetting: bodyLimit),
      handler: try row.handler(services, request)
    )
  }

  private func checkKey(_ call: RoutedCall) throws(Status) {
    // Vertex AI has words of its own for it.
    try keys.check(call.head.headers, target: call.target, vertex: call.target.segments.contains("projects"))
  }

  private func checkStoredState(_ call: RoutedCall) throws(Status) {
    if let refusal = refusalOfStoredState(call.source) { throw refusal }
  }
}

/// A request that has no route yet.
private struct RoutedCall {
  let head: HTTPRequestHead
  let target: RequestTarget
  let source: RequestSource
}
