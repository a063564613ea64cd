import GeminiAPI
import Generation
import HTTPServer

/// `/{v}/batches`, `/{v}/batches/{id}` and `/{v}/batches/{id}:cancel`: jobs of many requests.
struct BatchesRoute: RouteHandler {
  enum Action: Sendable {
    case list, get, cancel, delete
  }

  private static let defaultPageSize = 10
  private static let maximumPageSize = 1000

  let action: Action
  let id: String
  let runner: BatchRunner

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
struct CreateBatchRoute: RouteHandler {
  let runner: BatchRunner
  let resource: ModelResource
  let kind: BatchOperation.Kind

  func respond(to request: IncomingRequest, body: [UInt8], sink: ResponseSink) async throws {
    let asked = body.isEmpty ? CreateBatchRequest() : try CreateBatchRequest.decode(body)
    let job = try await runner.create(asked, kind: kind, model: resource.model, apiVersion: resource.apiVersion)
    try await sink.send(status: 200, body: job.json(try request.format))
  }
}
