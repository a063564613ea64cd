import GeminiAPI
import Generation
import ModelBackends

/// Whether requests of the journal are those a test expects.
struct JournalQuery {
  let journal: Journal
  let namespace: String?

  /// Requests that ask a model for content, oldest first, with what scripts see of them.
  func questions() -> [(record: JournalRecord, question: ScriptQuestion)] {
    journal.records(namespace: namespace).compactMap { record in
      guard let question = Self.question(of: record) else { return nil }
      return (record, question)
    }
  }

  /// Nil for a request that is none of `generateContent` and `streamGenerateContent`, or one that cannot be read.
  static func question(of record: JournalRecord) -> ScriptQuestion? {
    let state = record.current
    guard record.method == "POST", let target = try? RequestTarget(record.target),
      let resource = ModelResource(segments: target.segments), let method = resource.method,
      ["generateContent", "streamGenerateContent"].contains(method),
      let request = try? GenerateContentRequest.decode(state.body)
    else { return nil }
    let headers = record.headers
    let transport = RequestTransport(
      namespace: record.namespace,
      path: target.path,
      headers: { headers.map { ($0.name, $0.value) } },
      body: state.body,
      isStream: method == "streamGenerateContent"
    )
    return ScriptQuestion(model: resource.model, request: request, transport: transport)
  }
}
