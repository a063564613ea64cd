import GeminiAPI
import HTTPServer
import ModelBackends

/// `GET /{v}/models`: a page of models.
struct ListModelsRoute: RouteHandler {
  private static let defaultPageSize = 50
  private static let maximumPageSize = 1_000

  let catalog: ModelCatalog
  let resource: ModelResource

  func respond(to request: IncomingRequest, body: [UInt8], sink: ResponseSink) async throws {
    let query = try request.target.page(
      default: Self.defaultPageSize,
      maximum: Self.maximumPageSize,
      method: "ListModelsRequest"
    )
    let rest = try models(from: query.token)
    let page = rest.prefix(query.size)
    let next = rest.dropFirst(query.size).first.map { Self.id(of: $0) }
    let response = ListResponse(Array(page), nextPageToken: next)
    try await sink.send(status: 200, body: response.json(try request.format))
  }

  /// The models from the page token on; a token is the id of the next page's first model.
  private func models(from token: String?) throws(Status) -> ArraySlice<Model> {
    let models = catalog.models(on: resource.surface)
    guard let token else { return models[...] }
    guard let start = models.firstIndex(where: { Self.id(of: $0) == token }) else {
      throw .invalidArgument("* ListModelsRequest.page_token: Invalid page token.")
    }
    return models[start...]
  }

  private static func id(of model: Model) -> String {
    String(model.name.dropFirst("models/".count))
  }
}

/// `GET /{v}/tunedModels`: none.
struct ListTunedModelsRoute: RouteHandler {
  func respond(to request: IncomingRequest, body: [UInt8], sink: ResponseSink) async throws {
    try await sink.send(status: 200, body: .emptyObject)
  }
}

/// `GET /{v}/models/{m}`: one model.
struct GetModelRoute: RouteHandler {
  let catalog: ModelCatalog
  let resource: ModelResource

  func respond(to request: IncomingRequest, body: [UInt8], sink: ResponseSink) async throws {
    guard let model = catalog.entry(resource.model, on: resource.surface)?.model else {
      throw resource.isOfOwnModel ? Status.invalidModelName : .noSuchModel(resource)
    }
    try await sink.send(status: 200, body: model.json(try request.format))
  }
}

extension ModelResource {
  /// Whether this is one of Vertex AI's names for a customer's own models, which are numbers, and no number.
  fileprivate var isOfOwnModel: Bool {
    surface == .vertex && model.hasPrefix("models/") && Int(model.dropFirst("models/".count)) == nil
  }
}

extension Status {
  fileprivate static let invalidModelName = Status.invalidArgument(
    "* GetModelRequest.name: unexpected model name format\n"
  )
}
