package import CodeExecution
import GeminiAPI
package import Generation
package import ModelBackends
import NIOHTTP1

/// Every route of the server, on one page.
///
/// | method | path | route |
/// |---|---|---|
/// | POST | `/{v}/models/{m}:generateContent` | ``GenerateContentRoute`` |
/// | POST | `/{v}/models/{m}:streamGenerateContent` | ``StreamGenerateContentRoute`` |
/// | GET | `/{v}/models`, `/{v}/models/{m}` | ``ListModelsRoute``, ``GetModelRoute`` |
/// | GET | `/health`, `/ready` | ``HealthRoute``, ``ReadyRoute`` |
package struct GeminiRouter: Sendable {
  private let pipeline: GenerateContentPipeline
  private let catalog: ModelCatalog
  private let executor: any CodeExecutor
  private let hosts: HostRule
  private let keys: APIKeyRule
  private let bodyLimit: Int

  /// Creates the router.
  ///
  /// - Parameters:
  ///   - pipeline: Answers requests to models.
  ///   - catalog: Knows the models.
  ///   - executor: Says whether code is accepted.
  ///   - hosts: Says under which names the server answers.
  ///   - keys: Says who may use the API.
  ///   - bodyLimit: The most bytes of a request's body.
  package init(
    pipeline: GenerateContentPipeline,
    catalog: ModelCatalog,
    executor: any CodeExecutor,
    hosts: HostRule,
    keys: APIKeyRule,
    bodyLimit: Int
  ) {
    self.pipeline = pipeline
    self.catalog = catalog
    self.executor = executor
    self.hosts = hosts
    self.keys = keys
    self.bodyLimit = bodyLimit
  }

  /// Finds the route of a request, once the rules let it through.
  ///
  /// - Parameters:
  ///   - head: The request's head.
  ///   - target: Its target, taken apart.
  /// - Returns: The route.
  /// - Throws: `PERMISSION_DENIED` or `INVALID_ARGUMENT` by a rule, `NOT_FOUND` where nothing is served.
  func route(for head: HTTPRequestHead, target: RequestTarget) throws(Status) -> any Route {
    try hosts.check(head.headers)
    if let route = try ownRoute(head, target) { return route }
    try keys.check(head.headers, target: target)
    guard let resource = ModelResource(segments: target.segments) else { throw .nothingServed(head, target) }
    return try modelRoute(head, target, resource)
  }

  /// Routes that Gemini does not have; they take no request from a foreign page.
  private func ownRoute(_ head: HTTPRequestHead, _ target: RequestTarget) throws(Status) -> (any Route)? {
    let route: any Route
    switch target.segments {
    case ["health"]: route = HealthRoute()
    case ["ready"]: route = ReadyRoute(executor: executor)
    default: return nil
    }
    try hosts.checkOrigin(head.headers)
    guard head.method == .GET || head.method == .HEAD else { throw .wrongMethod(head, target, use: "GET") }
    return route
  }

  private func modelRoute(
    _ head: HTTPRequestHead,
    _ target: RequestTarget,
    _ resource: ModelResource
  ) throws(Status) -> any Route {
    let isPost = head.method == .POST
    let isGet = head.method == .GET || head.method == .HEAD
    switch resource.method {
    case "generateContent"? where isPost:
      return GenerateContentRoute(pipeline: pipeline, resource: resource, bodyLimit: bodyLimit)
    case "streamGenerateContent"? where isPost:
      return StreamGenerateContentRoute(pipeline: pipeline, resource: resource, bodyLimit: bodyLimit)
    case "generateContent"?, "streamGenerateContent"?: throw .wrongMethod(head, target, use: "POST")
    case let method?: throw .methodNotSupported(method, resource)
    case nil where !isGet: throw .wrongMethod(head, target, use: "GET")
    case nil where resource.model.isEmpty: return ListModelsRoute(catalog: catalog)
    case nil: return GetModelRoute(catalog: catalog, resource: resource)
    }
  }
}

extension Status {
  fileprivate static func nothingServed(_ head: HTTPRequestHead, _ target: RequestTarget) -> Status {
    .notFound(
      "Nothing is served at \(head.method) \(target.path.prefix(200)). "
        + "The API is at /v1beta/models/{model}:generateContent; see also /v1beta/models and /health."
    )
  }

  fileprivate static func wrongMethod(_ head: HTTPRequestHead, _ target: RequestTarget, use method: String) -> Status {
    .notFound("\(head.method) is not served at \(target.path.prefix(200)); use \(method).")
  }

  fileprivate static func methodNotSupported(_ method: String, _ resource: ModelResource) -> Status {
    .notFound(
      "models/\(resource.model) is not found for API version \(resource.apiVersion), or is not supported for "
        + "\(method). Call ListModels to see the list of available models and their supported methods."
    )
  }
}
