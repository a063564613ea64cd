import Generation
import NIOHTTP1

extension GeminiRouter {
  /// Begins the record of a request; routes of our own leave none, and neither do uploads, whose bytes are files.
  func journaled(
    _ head: HTTPRequestHead,
    _ target: RequestTarget?,
    id: UInt64,
    started: ContinuousClock.Instant
  ) -> JournalRecord? {
    guard controls.journal.isOn else { return nil }
    if let target, CrossOriginRule.isOwnRoute(target) { return nil }
    let namespace = target.flatMap { try? IncomingRequest.namespace(head, $0) } ?? ""
    let record = JournalRecord(
      id: id,
      namespace: namespace,
      head: head,
      started: started,
      time: controls.identifiers.now()
    )
    controls.journal.add(record)
    return record
  }
}
