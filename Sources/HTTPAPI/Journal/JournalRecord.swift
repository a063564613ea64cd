import Executions
import GeminiAPI
import HTTPServer
import ModelBackends
import NIOHTTP1
import Synchronization

/// One request and its answer.
final class JournalRecord: RequestNote, ExchangeObserver {
  /// What comes to be known while the request is answered.
  struct State {
    var body: [UInt8] = []
    /// In bytes; more than are kept where the body is large.
    var bodySize = 0
    var status: Int?
    /// The pieces of the answer that are kept, each with the time it went out after the request came.
    var pieces: [(after: Duration, bytes: [UInt8])] = []
    var answerSize = 0
    var fixture: String?
    var location: SourceLocation?
    var isMiss = false
    /// The files of the conversation under the names by which code finds them, without their bytes.
    var inputFiles: [CodeFile] = []
    /// The blocks that ran, with what no client sees of them.
    var runs: [JournalRun] = []
    /// What broke on the wire, as the script wanted it.
    var fault: WireFault.Kind?
    var duration: Duration?
    /// How each block of code went, once somebody has asked.
    var outcomes: [String]?
    /// What the journal counts of it; nil before it is complete.
    var counted: Int?
    var isForgotten = false
  }

  /// What a record takes without its texts, in bytes.
  private static let fieldsSize = 1_000
  /// What a header, or a piece of an answer, takes without its bytes: for an array or two texts of their own.
  private static let entrySize = 64

  let id: UInt64
  let namespace: String
  let method: String
  /// With the query, keys taken out.
  let target: String
  /// Without those that hold keys.
  let headers: HTTPHeaders
  let started: ContinuousClock.Instant
  let time: Timestamp
  /// What it holds from the start, in bytes: its own fields, and the texts of the request's head.
  private let headSize: Int
  private let state = Mutex(State())

  init(id: UInt64, namespace: String, head: HTTPRequestHead, started: ContinuousClock.Instant, time: Timestamp) {
    self.id = id
    self.namespace = namespace
    method = head.method.rawValue
    target = SecretNames.redacted(address: head.uri)
    headers = Redaction.headers(head.headers)
    self.started = started
    self.time = time
    headSize = headers.reduce(Self.fieldsSize + method.utf8.count + target.utf8.count) { size, header in
      size + header.name.utf8.count + header.value.utf8.count + Self.entrySize
    }
  }

  func answered(by fixture: String, at location: SourceLocation) {
    update { ($0.fixture, $0.location) = (fixture, location) }
  }

  func passed(files: [CodeFile]) {
    guard !files.isEmpty else { return }
    let names = files.map { CodeFile(name: $0.name, mimeType: $0.mimeType, displayName: $0.displayName) }
    update { $0.inputFiles = names }
  }

  func missed() { update { $0.isMiss = true } }

  func ran(_ run: Execution) {
    update { state in
      let taken = state.runs.reduce(0) { $0 + $1.byteCount }
      state.runs.append(JournalRun(run, room: Journal.maximumBodySize - taken))
    }
  }

  var current: State { state.withLock { $0 } }
  var isComplete: Bool { state.withLock { $0.duration != nil } }

  /// Says that it grows no more.
  ///
  /// - Returns: The bytes it holds, nothing where it was forgotten before.
  func complete() -> Int {
    state.withLock { state in
      guard !state.isForgotten, state.counted == nil else { return 0 }
      let size =
        headSize + state.body.count + state.pieces.reduce(0) { $0 + $1.bytes.count + Self.entrySize }
        + state.runs.reduce(0) { $0 + $1.byteCount } + state.inputFiles.reduce(0) { $0 + Self.size(of: $1) }
      state.counted = size
      return size
    }
  }

  private static func size(of file: CodeFile) -> Int {
    entrySize + file.name.utf8.count + file.mimeType.utf8.count + (file.displayName?.utf8.count ?? 0)
  }

  /// Says that the journal has forgotten it.
  ///
  /// - Returns: What was counted of it.
  func forget() -> Int {
    state.withLock { state in
      state.isForgotten = true
      return state.counted ?? 0
    }
  }

  /// Notes how the answer ends, before its last bytes leave: whoever has read them may ask for the record.
  func ended(status: Int?) {
    let duration = ContinuousClock.now - started
    update { ($0.status, $0.duration) = (status, duration) }
  }

  func update(_ change: (inout State) -> Void) { state.withLock { change(&$0) } }

  func asked(_ body: [UInt8]) {
    update { state in
      state.bodySize = body.count
      state.body = body.count > Journal.maximumBodySize ? Array(body.prefix(Journal.maximumBodySize)) : body
    }
  }

  /// Notes what broke on the wire, as the script wanted it.
  func broke(_ fault: WireFault.Kind) { update { $0.fault = fault } }

  func sent(_ piece: ResponseSink.Sent) {
    switch piece {
    case .head: break
    case .bytes(let bytes): said(bytes)
    case .end(let status): ended(status: status)
    }
  }

  private func said(_ bytes: [UInt8]) {
    let after = ContinuousClock.now - started
    update { state in
      let room = Journal.maximumBodySize - min(state.answerSize, Journal.maximumBodySize)
      state.answerSize += bytes.count
      if room > 0 { state.pieces.append((after, bytes.count > room ? Array(bytes.prefix(room)) : bytes)) }
    }
  }
}

/// Takes out what nobody may read later.
enum Redaction {
  static func headers(_ headers: HTTPHeaders) -> HTTPHeaders {
    HTTPHeaders(
      headers.map { name, value in
        if SecretNames.contains(name) { return (name, SecretNames.mark) }
        // A page that was opened with a key in its address says so with each request.
        return (name, isReferer(name) ? SecretNames.redacted(address: value) : value)
      }
    )
  }

  private static func isReferer(_ name: String) -> Bool {
    name.utf8.count == 7 && name.lowercased() == "referer"
  }
}
