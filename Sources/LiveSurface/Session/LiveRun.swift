package import GeminiAPI
import Generation
import ModelBackends

/// One run of the model in a session: asks it, runs its code, and tells what it says.
struct LiveRun: Sendable {
  let number: Int
  let model: String
  let opener: LiveOpener
  let record: any LiveRecord
  let mailbox: LiveMailbox

  /// Asks the model.
  ///
  /// - Parameter question: What it is asked.
  /// - Returns: How the run ended; nobody looks at it where the run was cancelled.
  func end(of question: LiveQuestion) async -> LiveRunEnd {
    do {
      let pipeline = opener.services.pipeline
      var call = opener.call(model, question)
      call.transport = transport(question)
      let valid = try await pipeline.validated(call)
      let ending = try await pipeline.run(valid) { event, usage in try await tell(event, usage.metadata) }
      if case .verbatim(let answer) = ending { try await tell(answer) }
      return .said
    } catch {
      return .failed(Status(error))
    }
  }

  private func tell(_ event: GenerationEvent, _ usage: UsageMetadata) async throws {
    try Task.checkCancellation()
    await mailbox.tell(.event(run: number, event, usage))
    try Task.checkCancellation()
  }

  /// Tells an answer that another server gave in bytes.
  private func tell(_ answer: VerbatimAnswer) async throws {
    var events = VerbatimEvents(answer)
    try await answer.write { bytes in
      for (event, usage) in try events.take(bytes) { try await tell(event, usage) }
    }
    for (event, usage) in try events.finish() { try await tell(event, usage) }
  }

  /// The question as a stream of `generateContent`: what scripts look at, and what other servers are asked.
  private func transport(_ question: LiveQuestion) -> RequestTransport {
    let body = question.body
    let caller = opener.caller.request
    return RequestTransport(
      namespace: caller.namespace,
      key: caller.key,
      path: "/\(opener.caller.apiVersion)/models/\(model):streamGenerateContent",
      query: "alt=sse",
      headers: caller.headers,
      body: body,
      isStream: true,
      note: record.asked(model: model, body: body),
      storedStateRefusal: caller.storedStateRefusal,
      api: .live
    )
  }
}

extension LiveQuestion {
  /// The body of a request of `generateContent` that asks the same.
  var body: [UInt8] {
    var writer = JSONWriter(layout: .line)
    write(to: &writer)
    return writer.finished()
  }
}

extension LiveQuestion: JSONWritable {
  package func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.key("contents")
      writer.array(request.contents) { $1.write(to: &$0) }
      for member in members {
        writer.key(member.key.text)
        writer.value(member.value)
      }
    }
  }
}
