import ChatFront
import GeminiAPI
import Generation
import HTTPServer
import ModelBackends

/// `POST /{v}/openai/embeddings`: the vectors of texts, as `batchEmbedContents` gives them.
struct ChatEmbeddingsRoute: RouteHandler {
  let pipeline: GenerateContentPipeline
  let catalog: ModelCatalog
  let path: OpenAIPath

  func respond(to request: IncomingRequest, body: [UInt8], sink: ResponseSink) async throws {
    let asked = try ChatEmbeddingRequest.decode(body.isEmpty ? .emptyObject : body)
    let question = try EmbeddingQuestion(asked, catalog: catalog)
    if pipeline.answersArrivals, try await passed(question, request, sink) { return }
    guard let embedder = Embedder(model: question.model, on: .gemini, catalog: catalog) else {
      throw Status.notFound(
        "models/\(question.model.prefix(bytes: 200)) is not found for API version \(path.apiVersion), or makes no vectors."
      )
    }
    let embeddings = try await embedder.embeddings(try .read(question.body))
    try await sink.send(status: 200, body: answer(to: question, embeddings).compactJSON)
  }

  private func answer(to question: EmbeddingQuestion, _ embeddings: [ContentEmbedding]) -> ChatEmbeddingList {
    ChatEmbeddingList(
      embeddings,
      model: question.model,
      tokens: pipeline.tokens(in: question.texts),
      isBase64: question.isBase64
    )
  }

  /// Sends what another server or a recording answers, where there is such an answer.
  private func passed(
    _ question: EmbeddingQuestion,
    _ request: IncomingRequest,
    _ sink: ResponseSink
  ) async throws -> Bool {
    let transport = try request.transport(
      asking: "batchEmbedContents",
      of: question.model,
      version: path.apiVersion,
      body: question.body.json(pretty: false),
      isStream: false,
      watch: TranslatedWatch()
    )
    let pipeline = pipeline
    return try await request.presence.whileConnected {
      guard let answer = try await pipeline.verbatim(transport) else { return false }
      guard answer.status == 200 else {
        try await sink.pass(ChatAnswer.refusal(answer))
        return true
      }
      let embeddings = try EmbeddingQuestion.embeddings(in: try await answer.collect())
      try await sink.send(status: 200, body: self.answer(to: question, embeddings).compactJSON)
      return true
    }
  }
}
