import GeminiAPI
import Generation
import NIOHTTP1
import TelemetryNames

/// `/{v}/batches`, `/{v}/batches/{id}` and `/{v}/batches/{id}:cancel`: jobs of many requests.
struct BatchesRoute: Route {
  enum Action: Sendable {
    case list, get, cancel, delete
  }

  private static let defaultPageSize = 10
  private static let maximumPageSize = 1000

  let action: Action
  let id: String
  let runner: BatchRunner

  var name: RouteName { .batches }
  /// The body of a cancellation is empty or an empty object.
  var bodyLimit: Int? { action == .cancel ? 1024 : nil }

  /// Finds what a request asks of the collection; nil for a method that means nothing there.
  ///
  /// - Parameters:
  ///   - method: The request's method.
  ///   - resource: What its path names.
  ///   - runner: Has the jobs.
  init?(_ method: HTTPMethod, _ resource: CollectionResource, runner: BatchRunner) {
    switch (method, resource.id.isEmpty, resource.method) {
    case (.GET, true, nil), (.HEAD, true, nil): action = .list
    case (.GET, false, nil), (.HEAD, false, nil): action = .get
    case (.POST, false, "cancel"): action = .cancel
    case (.DELETE, false, nil): action = .delete
    default: return nil
    }
    id = resource.id
    self.runner = runner
  }

  func respond(to request: IncomingRequest, body: [UInt8], sink: ResponseSink) async throws {
    let format = try request.format
    var answer = [UInt8].emptyObject
    switch action {
    case .list:
      let query = try request.target.page(
        default: Self.defaultPageSize,
        maximum: Self.maximumPageSize,
        method: "ListBatchesRequest"
      )
      answer = try await runner.page(size: query.size, after: query.token).json(format)
    case .get: answer = try await runner.operation(id).json(format)
    case .cancel: try await runner.cancel(id)
    case .delete: try await runner.delete(id)
    }
    try await sink.send(status: 200, body: answer)
  }
}

/// `POST /{v}/models/{m}:batchGenerateContent` and `:asyncBatchEmbedContent`: starts a job.
struct CreateBatchRoute: Route {
  let runner: BatchRunner
  let resource: ModelResource
  let kind: BatchOperation.Kind
  let bodyLimit: Int?

  var name: RouteName { .createBatch }

  func respond(to request: IncomingRequest, body: [UInt8], sink: ResponseSink) async throws {
    let asked = body.isEmpty ? CreateBatchRequest() : try CreateBatchRequest.decode(body)
    let job = try await runner.create(asked, kind: kind, model: resource.model, apiVersion: resource.apiVersion)
    try await sink.send(status: 200, body: job.json(try request.format))
  }
}
