import CodeExecution
import GeminiAPI
import HTTPServer
import ModelBackends

/// `GET /health`: the process answers.
struct HealthRoute: RouteHandler {
  func respond(to request: IncomingRequest, body: [UInt8], sink: ResponseSink) async throws {
    try await sink.send(status: 200, body: HealthReport(status: "ok").json(pretty: true))
  }
}

/// `GET /ready`: 200 once code is accepted, 503 before and where it never will be.
///
/// With `?tier=full` (or `data`, `core`) only once that tier's libraries are imported too. Code that needs them runs
/// before, and imports them by itself. The answer names what each tier does: `ready`, `starting` for the first time, or
/// `restarting` where its fork server ended or hung, and which other servers are asked for answers.
struct ReadyRoute: RouteHandler {
  let executor: any CodeExecutor
  let backend: @Sendable () -> BackendReport

  func respond(to request: IncomingRequest, body: [UInt8], sink: ResponseSink) async throws {
    let tier = try tier(named: request.target.parameter("tier"))
    var readiness = await executor.readiness()
    let load = await executor.load()
    if case .ready = readiness, let tier, !tier.isWarm(in: load) { readiness = .starting }
    var report: HealthReport
    let status: Int
    switch readiness {
    case .ready(let isolation): (status, report) = (200, HealthReport(status: "ready", isolation: isolation))
    case .starting: (status, report) = (503, HealthReport(status: "starting"))
    // The cause names paths of this machine; it stands on standard error, where the operator reads it.
    case .failed: (status, report) = (503, HealthReport(status: "failed"))
    }
    if case .failed = readiness {} else { report.tiers = load.tiers }
    report.backend = backend()
    try await sink.send(status: status, body: report.json(pretty: true))
  }

  private func tier(named name: String?) throws -> TierName? {
    guard let name else { return nil }
    guard let tier = TierName(rawValue: name) else {
      throw Status.invalidArgument("tier must be core, data or full, not \"\(name.prefix(bytes: 50))\".")
    }
    return tier
  }
}

/// What a client of `/ready` waits for.
private enum TierName: String, CaseIterable {
  case core, data, full

  /// A tier that the configuration leaves out is not a reason to wait.
  func isWarm(in load: SandboxLoad) -> Bool {
    let wanted = Self.allCases.prefix { $0 != self } + [self]
    return load.tiers.allSatisfy { tier in tier.isWarm || !wanted.contains { $0.rawValue == tier.name } }
  }
}

private struct HealthReport: JSONWritable {
  let status: String
  var isolation: String?
  var tiers: [SandboxLoad.Tier] = []
  var backend: BackendReport?

  func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.key("status")
      writer.string(status)
      if let isolation {
        writer.key("isolation")
        writer.string(isolation)
      }
      if !tiers.isEmpty {
        writer.key("tiers")
        writer.object { writer in
          for tier in tiers {
            writer.key(tier.name)
            writer.string(tier.condition.rawValue)
          }
        }
      }
      if let backend {
        writer.key("backend")
        backend.value.write(to: &writer)
      }
    }
  }
}
