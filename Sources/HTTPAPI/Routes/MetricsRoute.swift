import CodeExecution
import HTTPServer

/// `GET /metrics`: what the server counts, in Prometheus' text format.
struct MetricsRoute: RouteHandler {
  let metrics: ServerMetrics
  let executor: any CodeExecutor

  func respond(to request: IncomingRequest, body: [UInt8], sink: ResponseSink) async throws {
    let text = metrics.text(load: await executor.load())
    try await sink.send(status: 200, contentType: PrometheusText.contentType, body: Array(text.utf8))
  }
}
