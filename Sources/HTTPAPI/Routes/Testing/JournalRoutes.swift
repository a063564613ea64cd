import GeminiAPI
import HTTPServer
import NIOHTTP1
import Scripting

/// `GET /_pollux/requests`, `/_pollux/requests/{id}`, `/_pollux/unmatched`: what was asked and answered.
///
/// With `since` only what came after a request, so that who looks again reads what is new; `oldest`, `newest` and `kept`
/// say what the journal has of the namespace.
struct RequestsRoute: TestRoute {
  let controls: TestControls
  let id: String?
  var isUnmatched = false

  func respond(to request: IncomingRequest, body: [UInt8], sink: ResponseSink) async throws {
    if let id { return try await send(whole(id), to: sink) }
    let selection = try JournalSelection(
      request.target,
      namespace: namespace(request),
      onlyUnmatched: isUnmatched
    )
    let isWhole = try request.target.parameter("view") == "full"
    let records = controls.journal.records(namespace: selection.namespace)
    let page = JournalPage(
      journal: controls.journal,
      ids: request.head.method == .HEAD ? [] : selection.ids(of: records),
      isWhole: isWhole,
      facts: .members([
        "oldest": .text(records.first?.name), "newest": .text(records.last?.name), "kept": .number(records.count),
      ])
    )
    try await page.write(to: sink)
  }

  private func whole(_ id: String) throws(Status) -> JSONValue {
    guard let number = JournalRecord.id(id), let record = controls.journal.record(number) else {
      throw .notFound("The journal has no request '\(id.prefix(bytes: 50))'; GET /_pollux/requests lists those it has.")
    }
    return record.whole
  }
}

/// `GET /_pollux/verdict`: what a client did wrong.
struct VerdictRoute: TestRoute {
  let controls: TestControls

  func respond(to request: IncomingRequest, body: [UInt8], sink: ResponseSink) async throws {
    let records = try controls.journal.records(namespace: namespace(request))
    try await send(await ClientVerdict(of: records).json, to: sink)
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

  func respond(to request: IncomingRequest, body: [UInt8], sink: ResponseSink) async throws {
    let asked = try JSONBody.object(body)
    if let unknown = asked.members?.first(where: { !["match", "count", "sequence"].contains($0.key.text) }) {
      throw Status.invalidArgument(
        "Unknown key '\(unknown.key.text.prefix(bytes: 50))'; there are match, count and sequence."
      )
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
    let cost = query.cost
    for record in query.records {
      guard let question = JournalQuery.question(of: record) else { continue }
      await Task.yield()
      if try question.meets(criteria, cost) {
        matching.append(record)
        continue
      }
      let missed = question.checks(criteria, cost).filter { !$0.isMet }
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
    let cost = query.cost
    var rest = query.records[...]
    var found: [JSONValue] = []
    for (index, element) in elements.enumerated() {
      let criteria = try criteria(element)
      guard let position = try await query.first(in: rest, meeting: criteria, cost) else {
        let message = "Request \(index + 1) of \(elements.count) was not made after the \(index) before it."
        return .members(["ok": false, "requests": .array(found), "message": .string(message)])
      }
      found.append(.string(rest[position].name))
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
