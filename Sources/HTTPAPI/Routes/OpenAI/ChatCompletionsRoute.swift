import ChatFront
import GeminiAPI
import Generation
import HTTPServer
import ModelBackends

/// `POST /{v}/openai/chat/completions`: one answer, whole or in chunks.
///
/// The request is translated once, here: what answers sees a request for content, and what it says is translated back.
struct ChatCompletionsRoute: RouteHandler {
  let pipeline: GenerateContentPipeline
  let catalog: ModelCatalog
  let path: OpenAIPath

  func respond(to request: IncomingRequest, body: [UInt8], sink: ResponseSink) async throws {
    let asked = try ChatCompletionRequest.decode(body.isEmpty ? .emptyObject : body)
    let question = try ChatQuestion(asked, catalog: catalog)
    let watch = TranslatedWatch()
    let pipeline = pipeline
    let answer = ChatAnswer(
      to: question,
      created: pipeline.now.microseconds / 1_000_000,
      callID: { pipeline.nextToolCallID() }
    )
    let call = try self.call(question, request, watch)
    if pipeline.answersArrivals, try await passed(answer, to: call.transport, request, sink) { return }
    guard question.isStream else { return try await send(answer, to: call, request, sink, watch) }
    let form = ChatStreamForm(answer: answer, watch: watch)
    try await ContentStream(pipeline: pipeline, form: form).send({ call }, to: request, sink: sink)
  }

  private func call(
    _ question: ChatQuestion,
    _ request: IncomingRequest,
    _ watch: TranslatedWatch
  ) throws(Status) -> GenerateContentCall {
    var call = GenerateContentCall(
      model: question.model,
      apiVersion: path.apiVersion,
      method: "generateContent",
      request: try .read(question.body)
    )
    call.storedStateRefusal = request.storedStateRefusal
    call.dialect = request.dialect
    call.transport = try request.transport(
      asking: question.isStream ? "streamGenerateContent" : "generateContent",
      of: question.model,
      version: path.apiVersion,
      body: question.body.json(pretty: false),
      isStream: question.isStream,
      watch: watch
    )
    return call
  }

  /// Sends what another server or a recording answers, where there is such an answer.
  private func passed(
    _ answer: ChatAnswer,
    to transport: RequestTransport,
    _ request: IncomingRequest,
    _ sink: ResponseSink
  ) async throws -> Bool {
    let pipeline = pipeline
    return try await request.presence.whileConnected {
      guard let verbatim = try await pipeline.verbatim(transport) else { return false }
      try await sink.pass(answer.passed(verbatim))
      return true
    }
  }

  private func send(
    _ answer: ChatAnswer,
    to asked: GenerateContentCall,
    _ request: IncomingRequest,
    _ sink: ResponseSink,
    _ watch: TranslatedWatch
  ) async throws {
    let deadline = try pipeline.limits.deadline(asked: request.serverTimeout)
    let call: ValidatedCall
    let whole: WholeAnswer
    do {
      switch try await pipeline.checked(asked) {
      case .valid(let valid): call = valid
      case .refused(let refusal):
        return try await request.presence.whileConnected { try await sink.pass(answer.passed(refusal)) }
      }
      whole = try await pipeline.whole(call, within: deadline, to: request)
    } catch let status as Status {
      watch.tell(status)
      throw status
    }
    switch whole.ending {
    case .verbatim(let other):
      try await request.presence.whileConnected { try await sink.pass(answer.passed(other)) }
    case .said(let bill):
      watch.tell(whole.response)
      var answer = answer
      let json = answer.completion(whole.response).compactJSON
      try await sink.send(json, headers: WholeAnswer.costHeader(bill), breaking: whole.fault)
    }
  }
}
