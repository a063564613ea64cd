import GeminiAPI
import ModelBackends
import TelemetryNames

/// `GET /_pollux/requests`, `/_pollux/requests/{id}`, `/_pollux/unmatched`: what was asked and answered.
struct RequestsRoute: TestRoute {
  let controls: TestControls
  let id: String?
  var isUnmatched = false

  var name: RouteName { .journal }
  var bodyLimit: Int? { nil }

  func respond(to request: IncomingRequest, body: [UInt8], sink: ResponseSink) async throws {
    if let id { return try await send(whole(id), to: sink) }
    var records = controls.journal.records(namespace: try namespace(request))
    if isUnmatched { records = records.filter { $0.current.isMiss } }
    if let fixture = try request.target.parameter("fixture") {
      records = records.filter { $0.current.fixture == fixture }
    }
    if let text = try request.target.parameter("status") {
      guard let status = Int(text) else { throw Status.invalidArgument("status must be a number.") }
      records = records.filter { $0.current.status == status }
    }
    let isWhole = try request.target.parameter("view") == "full"
    if let text = try request.target.parameter("limit") {
      guard let limit = Int(text), limit > 0 else { throw Status.invalidArgument("limit must be a number from 1.") }
      records = records.suffix(limit)
    }
    try await send(
      .members(["requests": .array(records.map { isWhole ? $0.whole : $0.summary })]),
      to: sink
    )
  }

  private func whole(_ id: String) throws(Status) -> JSONValue {
    let digits = id.hasPrefix("req_") ? id.dropFirst(4) : id[...]
    guard let number = UInt64(digits), let record = controls.journal.record(number) else {
      throw .notFound("The journal has no request '\(id.prefix(50))'; GET /_pollux/requests lists those it has.")
    }
    return record.whole
  }
}

/// `GET /_pollux/verdict`: what a client did wrong.
struct VerdictRoute: TestRoute {
  let controls: TestControls

  var name: RouteName { .journal }
  var bodyLimit: Int? { nil }

  func respond(to request: IncomingRequest, body: [UInt8], sink: ResponseSink) async throws {
    try await send(ClientVerdict(of: controls.journal.records(namespace: namespace(request))).json, to: sink)
  }
}

/// `POST /_pollux/verify`: whether the requests made are those a test expects.
///
/// ```json
/// { "match": { "prompt": "primes", "tools": ["codeExecution"] }, "count": "==1" }
/// { "sequence": [ { "prompt": "first" }, { "prompt": "second" } ] }
/// ```
///
/// The answer is 200 in either case, with `ok`; where it is false, `message` says what came nearest.
struct VerifyRoute: TestRoute {
  let controls: TestControls

  var name: RouteName { .verify }
  var bodyLimit: Int? { 1 << 20 }

  func respond(to request: IncomingRequest, body: [UInt8], sink: ResponseSink) async throws {
    let asked = try JSONBody.object(body)
    if let unknown = asked.members?.first(where: { !["match", "count", "sequence"].contains($0.key.text) }) {
      throw Status.invalidArgument("Unknown key '\(unknown.key.text.prefix(50))'; there are match, count and sequence.")
    }
    let query = JournalQuery(journal: controls.journal, namespace: try namespace(request))
    if let sequence = asked["sequence"] {
      guard let elements = sequence.elements, !elements.isEmpty, asked["match"] == nil, asked["count"] == nil else {
        throw Status.invalidArgument("sequence must be a list of matches, and stands alone.")
      }
      return try await send(inOrder(elements, query), to: sink)
    }
    try await send(counted(asked, query), to: sink)
  }

  private func counted(_ asked: JSONValue, _ query: JournalQuery) async throws -> JSONValue {
    let criteria = try criteria(asked["match"] ?? .object([]))
    let text = asked["count"].map { $0.text ?? $0.lineText } ?? ">=1"
    guard let count = CountCriterion(text.hasPrefix("==") ? String(text.dropFirst(2)) : text) else {
      throw Status.invalidArgument("count must be a number, or a condition such as \">=1\".")
    }
    var matching: [JournalRecord] = []
    var nearest: (record: JournalRecord, missed: [CriterionCheck])?
    for (record, question) in query.questions() {
      if await question.meets(criteria) {
        matching.append(record)
        continue
      }
      let missed = await question.checks(criteria).filter { !$0.isMet }
      if missed.count < nearest?.missed.count ?? .max { nearest = (record, missed) }
    }
    let isMet = count.holds(for: matching.count)
    var message = "\(matching.count) requests match; \(count.text) were expected."
    if !isMet, let nearest {
      message += " The nearest other is \(nearest.record.name): "
      message += nearest.missed.map { "\($0.key) wants \($0.wanted), got \($0.found)" }.joined(separator: "; ") + "."
    }
    return .members([
      "ok": .bool(isMet), "count": .number(matching.count), "requests": .array(matching.map { .string($0.name) }),
      "message": isMet ? nil : .string(message),
    ])
  }

  private func inOrder(_ elements: [JSONValue], _ query: JournalQuery) async throws -> JSONValue {
    var rest = query.questions()[...]
    var found: [JSONValue] = []
    for (index, element) in elements.enumerated() {
      let criteria = try criteria(element)
      var position: Int?
      for (offset, entry) in zip(rest.indices, rest) where await entry.question.meets(criteria) {
        position = offset
        break
      }
      guard let position else {
        let message = "Request \(index + 1) of \(elements.count) was not made after the \(index) before it."
        return .members(["ok": false, "requests": .array(found), "message": .string(message)])
      }
      found.append(.string(rest[position].record.name))
      rest = rest[(position + 1)...]
    }
    return .members(["ok": true, "requests": .array(found)])
  }

  private func criteria(_ value: JSONValue) throws(Status) -> RequestCriteria {
    do throws(FixtureError) {
      return try RequestCriteria.parse(value.lineText, name: "match")
    } catch {
      throw .invalidArgument("\(error)")
    }
  }
}

/// Bodies of routes of our own.
enum JSONBody {
  /// - Throws: `INVALID_ARGUMENT` for what is no JSON object.
  static func object(_ body: [UInt8]) throws(Status) -> JSONValue {
    let value: JSONValue
    do throws(JSONSyntaxError) {
      value = try JSONParser.parse(body.isEmpty ? Array("{}".utf8) : body)
    } catch {
      throw .invalidArgument(error.message, details: [])
    }
    guard value.members != nil else { throw .invalidArgument("The body must be a JSON object.") }
    return value
  }
}

extension JSONValue {
  /// On one line.
  var lineText: String { String(decoding: json(pretty: false), as: UTF8.self) }
}
