import GeminiAPI
import ModelBackends
import NIOHTTP1
import Synchronization

/// One request and its answer.
final class JournalRecord: RequestNote {
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
    /// The blocks that ran, with what no client sees of them.
    var runs: [JournalRun] = []
    /// What broke on the wire, as the script wanted it.
    var fault: WireFault.Kind?
    var duration: Duration?
    /// What the journal counts of it; nil before it is complete.
    var counted: Int?
    var isForgotten = false
  }

  let id: UInt64
  let namespace: String
  let method: String
  /// With the query, keys taken out.
  let target: String
  /// Without those that hold keys.
  let headers: HTTPHeaders
  let started: ContinuousClock.Instant
  let time: Timestamp
  private let state = Mutex(State())

  init(id: UInt64, namespace: String, head: HTTPRequestHead, started: ContinuousClock.Instant, time: Timestamp) {
    self.id = id
    self.namespace = namespace
    method = head.method.rawValue
    target = Redaction.target(head.uri)
    headers = Redaction.headers(head.headers)
    self.started = started
    self.time = time
  }

  func answered(by fixture: String, at location: SourceLocation) {
    update { ($0.fixture, $0.location) = (fixture, location) }
  }

  func missed() { update { $0.isMiss = true } }

  func ran(_ run: ExecutedCode) {
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
        state.body.count + state.pieces.reduce(0) { $0 + $1.bytes.count }
        + state.runs.reduce(0) { $0 + $1.byteCount } + 1_000
      state.counted = size
      return size
    }
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

  func said(_ bytes: some Collection<UInt8>) {
    let after = ContinuousClock.now - started
    update { state in
      let room = Journal.maximumBodySize - min(state.answerSize, Journal.maximumBodySize)
      state.answerSize += bytes.count
      if room > 0 { state.pieces.append((after, bytes.count > room ? Array(bytes.prefix(room)) : Array(bytes))) }
    }
  }
}

/// Takes out what nobody may read later.
enum Redaction {
  static let mark = "REDACTED"

  static func headers(_ headers: HTTPHeaders) -> HTTPHeaders {
    guard headers.contains(where: { SecretHeaders.contains($0.name) }) else { return headers }
    return HTTPHeaders(headers.map { ($0.name, SecretHeaders.contains($0.name) ? mark : $0.value) })
  }

  static func target(_ uri: String) -> String {
    guard uri.utf8.contains(UInt8(ascii: "?")), let question = uri.firstIndex(of: "?") else { return uri }
    let query = uri[uri.index(after: question)...].split(separator: "&", omittingEmptySubsequences: false).map { pair in
      let name = pair.prefix { $0 != "=" }
      return SecretHeaders.parameters.contains(name.lowercased()) ? "\(name)=\(mark)" : String(pair)
    }
    return String(uri[...question]) + query.joined(separator: "&")
  }
}
