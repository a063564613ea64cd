import CodeExecution
import Generation
import HTTPServer
import ModelBackends
import NIOHTTP1
import TelemetryNames

/// What answers for the server itself.
struct ServerServices: Sendable {
  let executor: any CodeExecutor
  let ledger: UsageLedger
  let metrics: ServerMetrics
  let backend: @Sendable () -> BackendReport
}

/// What Gemini does not have: how the server is, for whoever runs it.
enum ServerRoutes {
  static let all = RouteGroup<ServerServices, OwnPath>(
    pages: .sameOrigin,
    reader: { OwnPath(segments: $0.segments) },
    refusal: nil,
    rows: [
      .own(.GET, "/health", .health, "The process answers", key: .open) { _ in HealthRoute() },
      .own(.GET, "/ready", .ready, "200 once code is accepted, or `?tier=full` is warm; 503 before", key: .open) {
        ReadyRoute(executor: $0.executor, backend: $0.backend)
      },
      .own(.GET, "/metrics", .metrics, "What the server counts, for Prometheus") {
        MetricsRoute(metrics: $0.metrics, executor: $0.executor)
      },
      .own(.GET, "/_pollux/capabilities", .capabilities, "What isolates the code that runs here") {
        CapabilitiesRoute(executor: $0.executor)
      },
      .own(.GET, "/_pollux/usage", .usage, "What responses have used since the start and would cost, by model") {
        UsageRoute(ledger: $0.ledger)
      },
    ]
  )
}
