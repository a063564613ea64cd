import FoundationEssentials
import Generation
import HTTPServer

/// `GET /_pollux/usage`: what responses have used since the start and would cost, model by model.
struct UsageRoute: RouteHandler {
  let ledger: UsageLedger

  func respond(to request: IncomingRequest, body: [UInt8], sink: ResponseSink) async throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    try await sink.send(status: 200, body: Array(encoder.encode(ledger.report)))
  }
}
