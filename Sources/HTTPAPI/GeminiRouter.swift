package import CodeExecution
import GeminiAPI
package import Generation
package import ModelBackends
import NIOHTTP1
import Recording
package import Storage
import TelemetryNames

/// Every route of the server, on one page.
///
/// | method | path | route |
/// |---|---|---|
/// | POST | `/{v}/models/{m}:generateContent` | ``GenerateContentRoute`` |
/// | POST | `/{v}/models/{m}:streamGenerateContent` | ``StreamGenerateContentRoute`` |
/// | POST | `/{v}/models/{m}:countTokens` | ``CountTokensRoute`` |
/// | POST | `…/publishers/google/models/{m}:computeTokens`, `:predict` | ``ComputeTokensRoute``, ``PredictRoute`` |
/// | POST | `/{v}/models/{m}:embedContent`, `:batchEmbedContents` | ``EmbedContentRoute`` |
/// | POST | `/{v}/models/{m}:batchGenerateContent`, `:asyncBatchEmbedContent` | ``CreateBatchRoute`` |
/// | GET, POST, DELETE | `/{v}/batches`, `/{v}/batches/{id}`, `/{v}/batches/{id}:cancel` | ``BatchesRoute`` |
/// | POST, GET, PATCH, DELETE | `/{v}/cachedContents`, `/{v}/cachedContents/{id}` | ``CachedContentsRoute`` |
/// | GET | `/{v}/tunedModels` | ``ListTunedModelsRoute`` |
/// | GET | `/{v}/models`, `/{v}/models/{m}` | ``ListModelsRoute``, ``GetModelRoute`` |
/// | POST | `/upload/{v}/files` | ``StartUploadRoute``, in one request ``WholeUploadRoute`` |
/// | POST, PUT | `/upload/{v}/files?upload_id=…` | ``ContinueUploadRoute``, ``ContentRangeUploadRoute`` |
/// | GET | `[/download]/{v}/files/{id}:download` | ``DownloadFileRoute`` |
/// | GET | `/{v}/files`, `/{v}/files/{id}` | ``ListFilesRoute``, ``GetFileRoute`` |
/// | DELETE | `/{v}/files/{id}` | ``DeleteFileRoute`` |
/// | OPTIONS | every path of the API | ``PreflightRoute`` |
/// | GET | `/health`, `/ready`, `/metrics` | ``HealthRoute``, ``ReadyRoute``, ``MetricsRoute`` |
/// | GET | `/_pollux/capabilities`, `/_pollux/usage` | ``CapabilitiesRoute``, ``UsageRoute`` |
/// | GET, POST | `/_pollux/…`, for tests | ``TestControls`` |
package final class GeminiRouter: Sendable {
  private let pipeline: GenerateContentPipeline
  private let catalog: ModelCatalog
  private let executor: any CodeExecutor
  let files: FileStore
  private let cachedContents: CachedContentStore
  private let batches: BatchRunner
  private let hosts: HostRule
  private let origins: OriginRule
  private let keys: APIKeyRule
  private let bodyLimit: Int
  private let ledger: UsageLedger
  let controls: TestControls
  let metrics: ServerMetrics

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
  package init(
    pipeline: GenerateContentPipeline,
    catalog: ModelCatalog,
    executor: any CodeExecutor,
    files: FileStore,
    cachedContents: CachedContentStore,
    batches: BatchRunner,
    hosts: HostRule,
    origins: OriginRule,
    keys: APIKeyRule,
    bodyLimit: Int,
    ledger: UsageLedger,
    controls: TestControls,
    metrics: ServerMetrics
  ) {
    self.pipeline = pipeline
    self.catalog = catalog
    self.executor = executor
    self.files = files
    self.cachedContents = cachedContents
    self.batches = batches
    self.hosts = hosts
    self.origins = origins
    self.keys = keys
    self.bodyLimit = bodyLimit
    self.ledger = ledger
    self.controls = controls
    self.metrics = metrics
  }

  /// Finds the route of a request, once the rules let it through.
  ///
  /// - Parameters:
  ///   - head: The request's head.
  ///   - target: Its target, taken apart.
  ///   - source: Where it comes from.
  /// - Returns: The route.
  /// - Throws: `PERMISSION_DENIED` or `INVALID_ARGUMENT` by a rule, `NOT_FOUND` where nothing is served.
  func route(for head: HTTPRequestHead, target: RequestTarget, from source: RequestSource) throws(Status) -> any Route {
    try hosts.check(head.headers)
    if CrossOriginRule.isOwnRoute(target) {
      try origins.checkOwnRoute(source, head)
      if let route = try ownRoute(head, target) { return route }
    }
    // The browser's question has no key; the request it asks for will.
    if CrossOriginRule.isPreflight(head) { return PreflightRoute() }
    if let route = try openUploadRoute(head, target) { return route }
    try keys.check(head.headers, target: target, vertex: target.segments.contains("projects"))
    // First what is asked for most; no path is of two kinds.
    if let resource = ModelResource(segments: target.segments) { return try modelRoute(head, target, resource, source) }
    if let resource = FileResource(segments: target.segments) {
      try checkStoredState(source)
      return try fileRoute(head, target, resource)
    }
    if let route = try collectionRoute(head, target, source) { return route }
    if let route = try tunedModelsRoute(head, target) { return route }
    throw UnservedResource.status(target.segments) ?? .nothingServed(head, target)
  }

  /// Why a request may not read or change files, cached contents and batches; nil where it may.
  func refusalOfStoredState(_ source: RequestSource) -> Status? {
    origins.refusalOfStoredState(source, hasKnownKey: keys.areRequired)
  }

  /// Routes that Gemini does not have.
  private func ownRoute(_ head: HTTPRequestHead, _ target: RequestTarget) throws(Status) -> (any Route)? {
    let isPost = head.method == .POST
    if target.segments[0] == "_pollux", let route = controls.route(Array(target.segments.dropFirst()), isPost: isPost) {
      try keys.check(head.headers, target: target)
      guard isPost || head.method == .GET || head.method == .HEAD else { throw .wrongMethod(head, target, use: "GET") }
      return route
    }
    let route: any Route
    switch target.segments {
    case ["health"]: route = HealthRoute()
    case ["ready"]: route = ReadyRoute(executor: executor)
    case ["metrics"]:
      try keys.check(head.headers, target: target)
      route = MetricsRoute(metrics: metrics, executor: executor)
    case ["_pollux", "capabilities"]:
      try keys.check(head.headers, target: target)
      route = CapabilitiesRoute(executor: executor)
    case ["_pollux", "usage"]:
      try keys.check(head.headers, target: target)
      route = UsageRoute(ledger: ledger)
    default: return nil
    }
    guard head.method == .GET || head.method == .HEAD else { throw .wrongMethod(head, target, use: "GET") }
    return route
  }

  private func modelRoute(
    _ head: HTTPRequestHead,
    _ target: RequestTarget,
    _ resource: ModelResource,
    _ source: RequestSource
  ) throws(Status) -> any Route {
    try checkFormat(target)
    let isPost = head.method == .POST
    let isGet = head.method == .GET || head.method == .HEAD
    if isPost, let route = recordedRoute(resource) ?? vertexRoute(resource, pipeline, bodyLimit) { return route }
    switch resource.method {
    case "generateContent"? where isPost:
      return GenerateContentRoute(pipeline: pipeline, resource: resource, bodyLimit: bodyLimit)
    case "streamGenerateContent"? where isPost:
      return StreamGenerateContentRoute(pipeline: pipeline, resource: resource, bodyLimit: bodyLimit)
    case "countTokens"? where isPost:
      return CountTokensRoute(pipeline: pipeline, resource: resource, bodyLimit: bodyLimit)
    case "embedContent"? where isPost, "batchEmbedContents"? where isPost:
      return EmbedContentRoute(
        catalog: catalog,
        resource: resource,
        isBatch: resource.method == "batchEmbedContents",
        bodyLimit: bodyLimit
      )
    case "batchGenerateContent"? where isPost:
      try checkStoredState(source)
      return CreateBatchRoute(runner: batches, resource: resource, kind: .generateContent, bodyLimit: bodyLimit)
    case "asyncBatchEmbedContent"? where isPost:
      try checkStoredState(source)
      return CreateBatchRoute(runner: batches, resource: resource, kind: .embedContent, bodyLimit: bodyLimit)
    case "generateContent"?, "streamGenerateContent"?, "countTokens"?, "embedContent"?, "batchEmbedContents"?,
      "batchGenerateContent"?, "asyncBatchEmbedContent"?:
      throw .wrongMethod(head, target, use: "POST")
    case let method?: throw .methodNotSupported(method, resource)
    case nil where !isGet && [.DELETE, .PATCH].contains(head.method) && !resource.model.isEmpty:
      throw .noSuchModel(resource)
    case nil where !isGet: throw .wrongMethod(head, target, use: "GET")
    case nil where resource.model.isEmpty: return ListModelsRoute(catalog: catalog, resource: resource)
    case nil: return GetModelRoute(catalog: catalog, resource: resource)
    }
  }
}

extension GeminiRouter {
  /// What goes to a recording in the place of the script.
  private func recordedRoute(_ resource: ModelResource) -> (any Route)? {
    guard let recordings = controls.recordings else { return nil }
    let names: [String: RouteName] = [
      "generateContent": .generateContent, "streamGenerateContent": .streamGenerateContent, "countTokens": .countTokens,
      "embedContent": .embedContent, "batchEmbedContents": .embedContent,
    ]
    guard let name = resource.method.flatMap({ names[$0] }) else { return nil }
    switch recordings {
    case .missed(let upstream, let recorder):
      guard let scripted = answerRoute(name, resource, pipeline) else { return nil }
      return MissRoute(
        scripted: scripted,
        upstream: upstreamRoute(upstream, recorder, name, resource) ?? scripted,
        resource: resource,
        controls: controls
      )
    case .record(let upstream, let recorder):
      return upstreamRoute(upstream, recorder, name, resource)
    case .replay(let replayer, let isTimed):
      return ReplayRoute(replayer: replayer, isTimed: isTimed, name: name, bodyLimit: bodyLimit)
    }
  }

  /// What asks a model on another server; nil for what is answered here all the same.
  private func upstreamRoute(
    _ upstream: UpstreamModel,
    _ recorder: Recorder?,
    _ name: RouteName,
    _ resource: ModelResource
  ) -> (any Route)? {
    switch upstream {
    case .gemini(let upstream):
      RecordRoute(upstream: upstream, recorder: recorder, name: name, bodyLimit: bodyLimit)
    case .translated(let pipeline):
      answerRoute(name, resource, pipeline).map { RecordedAnswerRoute(answer: $0, recorder: recorder) }
    }
  }

  private func answerRoute(
    _ name: RouteName,
    _ resource: ModelResource,
    _ pipeline: GenerateContentPipeline
  ) -> (any Route)? {
    switch name {
    case .generateContent: GenerateContentRoute(pipeline: pipeline, resource: resource, bodyLimit: bodyLimit)
    case .streamGenerateContent:
      StreamGenerateContentRoute(pipeline: pipeline, resource: resource, bodyLimit: bodyLimit)
    default: nil
    }
  }

  /// Kept prompts and jobs.
  private func collectionRoute(
    _ head: HTTPRequestHead,
    _ target: RequestTarget,
    _ source: RequestSource
  ) throws(Status) -> (any Route)? {
    let route: (any Route)?
    if let resource = CollectionResource(segments: target.segments, collection: "cachedContents") {
      route = CachedContentsRoute(
        head.method,
        resource,
        store: cachedContents,
        pipeline: pipeline,
        bodyLimit: bodyLimit
      )
    } else if let resource = CollectionResource(segments: target.segments, collection: "batches") {
      route = BatchesRoute(head.method, resource, runner: batches)
    } else {
      return nil
    }
    try checkStoredState(source)
    guard let route else { throw .nothingServed(head, target) }
    return route
  }

  /// Tuned models, of which there are none.
  private func tunedModelsRoute(_ head: HTTPRequestHead, _ target: RequestTarget) throws(Status) -> (any Route)? {
    var rest = target.segments[...]
    _ = rest.popVersion()
    guard rest == ["tunedModels"] else { return nil }
    guard head.method == .GET || head.method == .HEAD else {
      throw .notFound("tunedModels: Models cannot be tuned here.")
    }
    return ListTunedModelsRoute()
  }

  /// Checks `alt`, which older clients send as `$alt=json;enum-encoding=int`.
  private func checkFormat(_ target: RequestTarget) throws(Status) {
    let format = try target.parameter("alt", "$alt") ?? ""
    guard !["", "json", "sse"].contains(format.prefix { $0 != ";" }) else { return }
    throw .invalidArgument("Invalid value \"\(format.prefix(bytes: 50))\" of the parameter alt; it may be json or sse.")
  }
}
