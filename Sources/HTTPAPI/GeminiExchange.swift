import GeminiAPI
import Generation
package import HTTPServer
package import NIOHTTP1
import Scripting
import Synchronization
import TelemetryNames

/// One request to the API or to Pollux itself: its rules, its entry in the journal, and its place in the metrics.
final class GeminiExchange: Exchange {
  let origin: String?
  private let router: GeminiRouter
  private let source: RequestSource
  private let target: RequestTarget?
  private let record: JournalRecord?
  private let fileIsLost = Atomic(false)

  init(_ router: GeminiRouter, _ head: HTTPRequestHead, _ target: RequestTarget?, log: RequestLog) {
    self.router = router
    self.target = target
    source = RequestSource(head.headers)
    origin = CrossOriginRule.origin(of: source, target)
    record = router.journaled(head, target, log: log)
    router.metrics.requestBegan()
  }

  var storedStateRefusal: Status? { router.refusalOfStoredState(source) }
  var observer: (any ExchangeObserver)? { record }

  /// That of the stream a client asked for, as the service has it, else JSON.
  var errorContentType: String {
    guard let target, ModelResource(segments: target.segments)?.method == "streamGenerateContent",
      let alt = try? target.parameter("alt", "$alt"), alt == "sse"
    else { return ServiceHeaders.json }
    return ServiceHeaders.eventStream
  }

  /// An error in its envelope, on the paths of OpenAI's clients in a list, as the service has it there.
  func body(of error: Status) -> [UInt8] {
    guard let target, OpenAIPath(segments: target.segments) != nil else { return error.json(pretty: true) }
    return ChunkFraming.array.whole(error: error)
  }

  /// Whether a script's chance lets the file of the request fail.
  var losesFile: Bool { fileIsLost.load(ordering: .relaxed) }

  func loseFile() { fileIsLost.store(true, ordering: .relaxed) }

  func route(_ head: HTTPRequestHead, _ target: RequestTarget) throws(Status) -> Route {
    try router.route(for: head, target: target, from: source)
  }

  func willAnswer(
    _ route: RouteName,
    _ request: IncomingRequest,
    reading reader: inout RequestReader,
    sink: ResponseSink
  ) async throws {
    if request.target.segments.first == "upload" {
      reader.throttle(to: router.controls.fixtures.current.uploadRate)
    }
    try await router.strike(route, request, self, sink)
  }

  func ended(_ route: RouteName, status: Int?, after duration: Duration) {
    router.metrics.requestEnded(route, status: status, after: duration)
    guard let record else { return }
    if !record.isComplete { record.ended(status: status) }
    router.controls.journal.completed(record)
  }
}

extension GeminiRouter: HTTPApplication {
  package func begin(_ head: HTTPRequestHead, _ target: RequestTarget?, log: RequestLog) -> any Exchange {
    GeminiExchange(self, head, target, log: log)
  }

  /// Begins the record of a request; routes of our own leave none, and neither do uploads, whose bytes are files.
  fileprivate func journaled(_ head: HTTPRequestHead, _ target: RequestTarget?, log: RequestLog) -> JournalRecord? {
    guard controls.journal.isOn else { return nil }
    if let target, CrossOriginRule.isOwnRoute(target) { return nil }
    let namespace = target.flatMap { try? IncomingRequest.namespace(head, $0) } ?? ""
    let record = JournalRecord(
      id: log.requestID,
      namespace: namespace,
      head: head,
      started: log.started,
      time: controls.identifiers.now()
    )
    controls.journal.add(record)
    return record
  }
}
