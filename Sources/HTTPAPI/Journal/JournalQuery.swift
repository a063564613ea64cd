import GeminiAPI
import Generation
import HTTPServer
import ModelBackends
import NIOHTTP1
import Scripting
import TelemetryNames

/// Whether requests of the journal are those a test expects.
struct JournalQuery {
  let journal: Journal
  let namespace: String?

  /// Requests of all kinds, the oldest first.
  var records: [JournalRecord] { journal.records(namespace: namespace) }

  /// What patterns may cost that are compared with all of them.
  var cost: QuestionCost { QuestionCost(bytes: records.reduce(0) { $0 + $1.current.body.count }) }

  /// Where the first request stands that asks a model for content and meets some criteria.
  ///
  /// - Throws: As `ScriptQuestion.meets(_:_:)`.
  func first(
    in records: ArraySlice<JournalRecord>,
    meeting criteria: RequestCriteria,
    _ cost: QuestionCost
  ) async throws(Status) -> Int? {
    for (position, record) in zip(records.indices, records) {
      // One is read at a time, and others get their turn between.
      guard let question = Self.question(of: record) else { continue }
      await Task.yield()
      if try question.meets(criteria, cost) { return position }
    }
    return nil
  }

  /// Nil for a request that is none of `generateContent` and `streamGenerateContent`, or one that cannot be read.
  static func question(of record: JournalRecord) -> ScriptQuestion? {
    let state = record.current
    guard let target = try? RequestTarget(record.target), let resource = ModelResource(segments: target.segments),
      let route = GeminiRoutes.models.facts(HTTPMethod(rawValue: record.method), resource),
      [.generateContent, .streamGenerateContent].contains(route.name),
      let request = try? GenerateContentRequest.decode(state.body)
    else { return nil }
    let headers = record.headers
    let transport = RequestTransport(
      namespace: record.namespace,
      path: target.path,
      headers: { headers.map { ($0.name, $0.value) } },
      body: state.body,
      isStream: route.name == .streamGenerateContent
    )
    return ScriptQuestion(
      Conversation(
        model: resource.model,
        request: request,
        inputFiles: state.inputFiles,
        codeExecutionIsOn: request.tools.contains { $0.codeExecution },
        transport: transport
      )
    )
  }
}
