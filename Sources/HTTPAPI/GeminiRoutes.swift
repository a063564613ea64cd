import GeminiAPI
import Generation
import HTTPServer
import ModelBackends
import NIOHTTP1
import Storage
import TelemetryNames

/// What answers on the surface of the Gemini API.
struct GeminiServices: Sendable {
  let pipeline: GenerateContentPipeline
  let catalog: ModelCatalog
  let files: any FileIndex
  let cachedContents: any PromptIndex
  let batches: BatchRunner
}

/// The Gemini API and Vertex AI, as tables; those of files, prompts and jobs are in extensions.
///
/// `{v}` is a version or left out. What is said of `models` holds also below Vertex AI's
/// `projects/{p}/locations/{l}/publishers/google` and `publishers/google`.
enum GeminiRoutes {
  static let models = RouteGroup<GeminiServices, ModelResource>(
    reader: { ModelResource(segments: $0.segments) },
    check: checkFormat,
    refusal: refusal(of:verbs:),
    rows: [
      RouteRow(.POST, "/{v}/models/{m}:generateContent", .generateContent, "One whole answer", .bySetting) {
        verbatim($0, before: GenerateContentRoute(pipeline: $0.pipeline, resource: $1.path))
      },
      RouteRow(.POST, "/{v}/models/{m}:streamGenerateContent", .streamGenerateContent, "One in chunks", .bySetting) {
        verbatim($0, isStream: true, before: StreamGenerateContentRoute(pipeline: $0.pipeline, resource: $1.path))
      },
      RouteRow(.POST, "/{v}/models/{m}:countTokens", .countTokens, "The tokens of a prompt", .bySetting) {
        verbatim($0, before: CountTokensRoute(pipeline: $0.pipeline, resource: $1.path))
      },
      vertexAlone("computeTokens", .computeTokens, "The tokens of texts") {
        verbatim($0, before: ComputeTokensRoute(pipeline: $0.pipeline, resource: $1.path))
      },
      vertexAlone("predict", .predict, "Vectors of texts") {
        verbatim($0, before: PredictRoute(pipeline: $0.pipeline, resource: $1.path))
      },
      RouteRow(.POST, "/{v}/models/{m}:embedContent", .embedContent, "The vector of a text", .bySetting) {
        verbatim($0, before: EmbedContentRoute(catalog: $0.catalog, resource: $1.path, isBatch: false))
      },
      RouteRow(.POST, "/{v}/models/{m}:batchEmbedContents", .embedContent, "Vectors of many texts", .bySetting) {
        verbatim($0, before: EmbedContentRoute(catalog: $0.catalog, resource: $1.path, isBatch: true))
      },
      job("batchGenerateContent", .generateContent, "Starts a job of requests for content"),
      job("asyncBatchEmbedContent", .embedContent, "Starts a job of requests for vectors"),
      RouteRow(.GET, "/{v}/models", .listModels, "A page of models") {
        ListModelsRoute(catalog: $0.catalog, resource: $1.path)
      },
      RouteRow(.GET, "/{v}/models/{m}", .getModel, "One model") {
        GetModelRoute(catalog: $0.catalog, resource: $1.path)
      },
    ]
  )

  static let tunedModels = RouteGroup<GeminiServices, CollectionResource>(
    // A name in the collection is a model's.
    reader: { CollectionResource(segments: $0.segments, collection: "tunedModels").flatMap { $0.isBare ? $0 : nil } },
    refusal: { _, _ in .notFound("tunedModels: Models cannot be tuned here.") },
    rows: [RouteRow(.GET, "/{v}/tunedModels", .tunedModels, "An empty page") { _, _ in ListTunedModelsRoute() }]
  )

  /// A handler of what recordings and other servers may answer: itself where the backend has no such answers.
  private static func verbatim(
    _ services: GeminiServices,
    isStream: Bool = false,
    before handler: any RouteHandler
  ) -> any RouteHandler {
    guard services.pipeline.answersArrivals else { return handler }
    return VerbatimFirst(pipeline: services.pipeline, isStream: isStream, handler: handler)
  }

  /// What only Vertex AI has.
  private static func vertexAlone(
    _ method: String,
    _ name: RouteName,
    _ summary: String,
    handler: @escaping RouteRow<GeminiServices, ModelResource>.Handler
  ) -> RouteRow<GeminiServices, ModelResource> {
    let path = "/{v}/publishers/google/models/{m}:\(method)"
    return RouteRow(
      .POST,
      path,
      name,
      summary,
      .bySetting,
      isSuggested: false,
      where: { $0.path.surface == .vertex },
      handler: handler
    )
  }

  private static func job(
    _ method: String,
    _ kind: BatchOperation.Kind,
    _ summary: String
  ) -> RouteRow<GeminiServices, ModelResource> {
    RouteRow(.POST, "/{v}/models/{m}:\(method)", .createBatch, summary, .bySetting, pages: .storedState) {
      CreateBatchRoute(runner: $0.batches, resource: $1.path, kind: kind)
    }
  }

  /// Checks `alt`, which older clients send as `$alt=json;enum-encoding=int`.
  private static func checkFormat(_ target: RequestTarget) throws(Status) {
    let format = try target.parameter("alt", "$alt") ?? ""
    guard !["", "json", "sse"].contains(format.prefix { $0 != ";" }) else { return }
    throw .invalidArgument("Invalid value \"\(format.prefix(bytes: 50))\" of the parameter alt; it may be json or sse.")
  }

  private static func refusal(of request: RoutedRequest<ModelResource>, verbs: String) -> Status {
    let resource = request.path
    if let method = resource.method, verbs.isEmpty { return .methodNotSupported(method, resource) }
    // What the service does with tuned models.
    let isOfOne = resource.key == .item && [.DELETE, .PATCH].contains(request.head.method)
    return isOfOne ? .noSuchModel(resource) : .refusal(of: request, verbs: verbs)
  }
}

extension ModelResource: RoutePath {
  var key: RouteKey { method.map(RouteKey.method) ?? (model.isEmpty ? .collection : .item) }
}

extension CollectionResource: RoutePath {
  var key: RouteKey {
    guard let method else { return id.isEmpty ? .collection : .item }
    return id.isEmpty ? .nowhere : .method(method)
  }

  /// Whether the path is the collection's own, of the Gemini API.
  fileprivate var isBare: Bool { parent.isEmpty && key == .collection }
}
