import CodeExecution
import GeminiAPI
import HTTPServer

/// `GET /_pollux/capabilities`: what isolates the code that runs here; 503 before that is known.
struct CapabilitiesRoute: RouteHandler {
  let executor: any CodeExecutor

  func respond(to request: IncomingRequest, body: [UInt8], sink: ResponseSink) async throws {
    guard let capabilities = await executor.capabilities() else {
      throw Status(
        code: .unavailable,
        message: "The sandbox's layers are still being tried; /ready says when code is accepted.",
        details: []
      )
    }
    try await sink.send(status: 200, body: capabilities.json(pretty: true))
  }
}
