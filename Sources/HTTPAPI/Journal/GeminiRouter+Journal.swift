import Generation
import NIOHTTP1

extension GeminiRouter {
  /// Begins the record of a request; routes of our own leave none, and neither do uploads, whose bytes are files.
  func journaled(_ head: HTTPRequestHead, id: UInt64, started: ContinuousClock.Instant) -> JournalRecord? {
    guard controls.journal.isOn else { return nil }
    let path = head.uri.prefix { $0 != "?" }
    guard let first = path.split(separator: "/").first, !CrossOriginRule.ownRoutes.contains(String(first)) else {
      return nil
    }
    let namespace = (try? RequestTarget(head.uri)).flatMap { try? IncomingRequest.namespace(head, $0) } ?? ""
    let record = JournalRecord(
      id: id,
      namespace: namespace,
      head: head,
      started: started,
      time: ResponseIdentifiers.systemTime()
    )
    controls.journal.add(record)
    return record
  }
}
