import GeminiAPI
import HTTPServer
import ModelBackends

/// `GET /{v}/openai/models`: all models in one list.
struct ListChatModelsRoute: RouteHandler {
  let catalog: ModelCatalog

  func respond(to request: IncomingRequest, body: [UInt8], sink: ResponseSink) async throws {
    let models = catalog.entries.filter { $0.surface ?? .gemini == .gemini }.map(ChatModel.init)
    try await sink.send(status: 200, body: ChatModelList(models).compactJSON)
  }
}

/// `GET /{v}/openai/models/{m}`: one model.
struct GetChatModelRoute: RouteHandler {
  let catalog: ModelCatalog
  let path: OpenAIPath

  func respond(to request: IncomingRequest, body: [UInt8], sink: ResponseSink) async throws {
    let id = path.segments.last ?? ""
    guard let entry = catalog.entry(id, on: .gemini) else {
      throw Status.notFound("Model is not found: models/\(id.prefix(bytes: 200)) for api version \(path.apiVersion)")
    }
    try await sink.send(status: 200, body: ChatModel(entry).compactJSON)
  }
}

extension ChatModel {
  fileprivate init(_ entry: ModelCatalog.Entry) {
    self.init(entry.model, owner: entry.isListedByUpstream ? "upstream" : "google")
  }
}
