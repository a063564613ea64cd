import FoundationEssentials
import Generation
import TelemetryNames

/// `GET /_pollux/usage`: what responses have used since the start and would cost, model by model.
struct UsageRoute: Route {
  let ledger: UsageLedger

  var name: RouteName { .usage }
  var bodyLimit: Int? { nil }

  func respond(to request: IncomingRequest, body: [UInt8], sink: ResponseSink) async throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    try await sink.send(status: 200, body: Array(encoder.encode(ledger.report)))
  }
}
