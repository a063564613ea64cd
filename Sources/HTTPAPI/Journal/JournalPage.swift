import GeminiAPI
import HTTPServer
import NIOCore

/// Which requests of the journal are asked for.
struct JournalSelection {
  /// Nil for all.
  var namespace: String?
  /// Only those that came after the request of this id.
  var since: UInt64?
  var fixture: String?
  var status: Int?
  var onlyUnmatched = false
  /// The most requests: the first behind `since`, else the latest.
  var limit: Int?

  /// Reads the query of a request.
  ///
  /// - Throws: `INVALID_ARGUMENT` naming the parameter and what it takes.
  init(_ target: RequestTarget, namespace: String?, onlyUnmatched: Bool) throws(Status) {
    self.namespace = namespace
    self.onlyUnmatched = onlyUnmatched
    fixture = try target.parameter("fixture")
    if let text = try target.parameter("since") {
      guard let id = JournalRecord.id(text) else {
        throw .invalidArgument("since must be the id of a request, such as req_7.")
      }
      since = id
    }
    if let text = try target.parameter("status") {
      guard let number = Int(text) else { throw .invalidArgument("status must be a number.") }
      status = number
    }
    if let text = try target.parameter("limit") {
      guard let number = Int(text), number > 0 else { throw .invalidArgument("limit must be a number from 1.") }
      limit = number
    }
  }

  /// The ids of what is selected, in their order.
  func ids(of records: [JournalRecord]) -> [UInt64] {
    let selected = records.filter { record in
      if let since, record.id <= since { return false }
      guard onlyUnmatched || fixture != nil || status != nil else { return true }
      let state = record.current
      return (!onlyUnmatched || state.isMiss) && (fixture == nil || state.fixture == fixture)
        && (status == nil || state.status == status)
    }
    let limited = limit.map { since == nil ? selected.suffix($0) : selected.prefix($0) } ?? selected[...]
    return limited.map(\.id)
  }
}

/// Writes the requests of a journal as one JSON object, piece by piece.
///
/// A whole journal takes some hundred megabytes as text. One record is made into text at a time, when the client has
/// taken the one before; those that are forgotten meanwhile are left out.
struct JournalPage {
  let journal: Journal
  let ids: [UInt64]
  let isWhole: Bool
  /// What stands behind the list.
  let facts: JSONValue

  func write(to sink: ResponseSink) async throws {
    var piece = Array("{\n\"requests\": [".utf8)
    var isFirst = true
    var isStarted = false
    for id in ids {
      guard let record = journal.record(id) else { continue }
      piece += (isFirst ? "\n" : ",\n").utf8
      isFirst = false
      piece += (isWhole ? record.whole : record.summary).json(pretty: true).dropLast()
      guard piece.count >= Journal.pieceSize else { continue }
      if !isStarted {
        try await sink.start(contentType: ServiceHeaders.json, contentLength: nil, isAttachment: false)
        isStarted = true
      }
      try await sink.write(ByteBuffer(bytes: piece))
      piece.removeAll(keepingCapacity: true)
      // A client that reads fast must not keep a thread for itself.
      await Task.yield()
    }
    // The members of the facts go on behind the list.
    piece += "\n],".utf8
    piece += facts.json(pretty: true).dropFirst()
    guard isStarted else { return try await sink.send(status: 200, body: piece) }
    try await sink.write(ByteBuffer(bytes: piece))
    try await sink.finish()
  }
}
