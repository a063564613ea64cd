import GeminiAPI
import Generation
import HTTPServer
import ModelBackends
import Storage

/// `/{v}/cachedContents` and `/{v}/cachedContents/{id}`: prompts kept for later requests.
struct CachedContentsRoute: RouteHandler {
  enum Action: Sendable {
    case create, list, get, update, delete
  }

  private static let defaultPageSize = 50
  private static let maximumPageSize = 1000
  private static let usualLifetime = 3_600_000_000

  let action: Action
  let resource: CollectionResource
  let store: any PromptIndex
  let pipeline: GenerateContentPipeline

  func respond(to request: IncomingRequest, body: [UInt8], sink: ResponseSink) async throws {
    do {
      try await answer(request, body, sink)
    } catch StorageError.noSuchPrompt where resource.surface == .vertex {
      // Vertex AI's own words, as its clients have logged them in 2026.
      throw Status.notFound("Cached content \(resource.id.prefix(bytes: 100)) is not found.")
    }
  }

  private func answer(_ request: IncomingRequest, _ body: [UInt8], _ sink: ResponseSink) async throws {
    let format = try request.format
    let answer: [UInt8]
    switch action {
    case .create: answer = named(try await created(body)).json(format)
    case .get: answer = named(try await store.prompt(resource.id)).json(format)
    case .update: answer = named(try await updated(request, body)).json(format)
    case .list:
      let query = try request.target.page(
        default: Self.defaultPageSize,
        maximum: Self.maximumPageSize,
        method: "ListCachedContentsRequest"
      )
      let page = try await store.page(size: query.size, after: query.token)
      answer = ListResponse(page.prompts.map(named), nextPageToken: page.nextToken).json(format)
    case .delete:
      try await store.delete(resource.id)
      answer = .emptyObject
    }
    try await sink.send(status: 200, body: answer)
  }

  private func created(_ body: [UInt8]) async throws -> StoredPrompt {
    let input = body.isEmpty ? CachedContentInput() : try CachedContentInput.decode(body)
    guard let model = input.model, !model.isEmpty else {
      throw Status.invalidArgument("* CreateCachedContentRequest.cached_content.model: model is not specified\n")
    }
    let id = resource.modelID(in: model)
    var call = GenerateContentCall(
      model: id,
      apiVersion: resource.apiVersion,
      method: "createCachedContent",
      request: CachedPrompt(input, model: id).request
    )
    call.surface = resource.surface
    let tokens = try await pipeline.cachedTokens(of: call)
    return try await store.add(
      model: id,
      displayName: input.displayName,
      body: body,
      tokens: tokens,
      expiration: input.expiration ?? .ttl(Self.usualLifetime)
    )
  }

  private func updated(_ request: IncomingRequest, _ body: [UInt8]) async throws -> StoredPrompt {
    let input = body.isEmpty ? CachedContentInput() : try CachedContentInput.decode(body)
    guard !input.hasName else {
      let text = "Invalid value at 'cached_content' (oneof), oneof field '_name' is already set. Cannot set 'name'"
      throw Status.badRequest([FieldViolation(field: "cached_content", description: text)])
    }
    let mask = try request.target.parameter("updateMask", "update_mask") ?? ""
    let expirations: Set = ["ttl", "expireTime", "expire_time", "expiration"]
    for field in mask.split(whereSeparator: { ", ".contains($0) }) where !expirations.contains(String(field)) {
      throw Status.invalidArgument(
        "* UpdateCachedContentRequest.update_mask: '\(field.prefix(bytes: 100))' cannot be changed; ttl and expire_time can.\n"
      )
    }
    guard let expiration = input.expiration else {
      throw Status.invalidArgument(
        "* UpdateCachedContentRequest.cached_content: only ttl or expire_time can be changed, and neither is set.\n"
      )
    }
    return try await store.update(resource.id, expiration: expiration)
  }

  private func named(_ prompt: StoredPrompt) -> CachedContent {
    var content = CachedContent(prompt)
    content.name = resource.parent + content.name
    return content
  }
}
