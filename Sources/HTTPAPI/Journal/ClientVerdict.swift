import GeminiAPI
import ModelBackends

/// What a client did wrong, by what it sent: repeated what cannot succeed, came back too soon, took half an answer.
///
/// Two requests are the same to it when method, target and body are.
struct ClientVerdict {
  struct Finding {
    var kind: String
    var text: String
    var requests: [String]
  }

  private(set) var findings: [Finding] = []

  /// - Parameter records: The requests of one client, oldest first.
  init(of records: [JournalRecord]) async {
    var before: [Question: [JournalRecord]] = [:]
    for record in records where record.isComplete {
      await Task.yield()
      let question = Question(record)
      if let earlier = before[question], let last = earlier.last { judge(record, after: last, earlier: earlier) }
      before[question, default: []].append(record)
    }
    for attempts in before.values {
      guard let last = attempts.last, last.isCutShort else { continue }
      add(
        "truncated_stream_accepted",
        "\(last.name) ended without a finish reason, and the client did not ask again.",
        [last]
      )
    }
    findings.sort { $0.requests.lexicographicallyPrecedes($1.requests) }
  }

  private struct Question: Hashable {
    var method: String
    var target: String
    var body: [UInt8]

    init(_ record: JournalRecord) {
      (method, target, body) = (record.method, record.target, record.current.body)
    }
  }

  private mutating func judge(_ record: JournalRecord, after last: JournalRecord, earlier: [JournalRecord]) {
    let state = last.current
    let status = state.status ?? 0
    let waited = record.started - last.started - (state.duration ?? .zero)
    if (400..<500).contains(status), ![408, 409, 429, 499].contains(status) {
      add(
        "client_error_retried",
        "\(record.name) repeats \(last.name), which was answered \(status): the same request can only fail again.",
        [last, record]
      )
    }
    if let delay = last.retryDelay, waited < delay {
      add(
        "retry_delay_ignored",
        "\(record.name) came \(Self.shown(waited)) after \(last.name), whose RetryInfo asks for \(Self.shown(delay)).",
        [last, record]
      )
    }
    if status == 429 || status >= 500, earlier.count > 1, last.retryDelay == nil {
      let previous = earlier[earlier.count - 2]
      let waitedBefore = last.started - previous.started - (previous.current.duration ?? .zero)
      if waited < waitedBefore * 0.9 || waited < .milliseconds(20) {
        add(
          "no_backoff",
          "\(record.name) came \(Self.shown(waited)) after \(last.name), no later than the retry before "
            + "(\(Self.shown(waitedBefore))).",
          [previous, last, record]
        )
      }
    }
  }

  private mutating func add(_ kind: String, _ text: String, _ records: [JournalRecord]) {
    findings.append(Finding(kind: kind, text: text, requests: records.map(\.name)))
  }

  private static func shown(_ duration: Duration) -> String { "\(JournalRecord.milliseconds(duration)) ms" }

  var json: JSONValue {
    .members([
      "ok": .bool(findings.isEmpty),
      "findings": .array(
        findings.map { finding in
          .members([
            "kind": .string(finding.kind), "text": .string(finding.text),
            "requests": .array(finding.requests.map { .string($0) }),
          ])
        }
      ),
    ])
  }
}

extension JournalRecord {
  /// The `RetryInfo` of the answer.
  fileprivate var retryDelay: Duration? {
    let state = current
    guard (state.status ?? 0) >= 400, let answer = Self.answer(state.pieces.map(\.bytes)) else { return nil }
    let error = (answer.elements?.first ?? answer)["error"]
    let info = error?["details"]?.elements?.first { $0["@type"]?.text?.hasSuffix("RetryInfo") == true }
    guard let text = info?["retryDelay"]?.text, let seconds = Double(text.dropLast()) else { return nil }
    return .seconds(seconds)
  }

  /// Whether a stream, or a whole answer, was cut off by a script.
  fileprivate var isCutShort: Bool {
    let state = current
    guard state.status == 200, let fault = state.fault else { return false }
    return [.truncate, .disconnect, .reset].contains(fault)
  }
}
