import GeminiAPI
import ModelBackends
import Synchronization

/// Answers the requests of jobs, each as if it had come by itself.
struct BatchAnswerer: Sendable {
  /// How often a request is tried again that found no free session, a second apart: live requests go first.
  private static let mostTries = 300

  let pipeline: GenerateContentPipeline
  let catalog: ModelCatalog
  let identifiers: ResponseIdentifiers

  /// Checks that a model takes jobs.
  ///
  /// - Throws: `NOT_FOUND` for a model that is not served or takes none.
  func checkModel(_ model: String, _ kind: BatchOperation.Kind, apiVersion: String) throws(Status) -> String {
    let method = kind == .generateContent ? "batchGenerateContent" : "asyncBatchEmbedContent"
    let request = GenerateContentRequest()
    return try catalog.servedModel(
      GenerateContentCall(model: model, apiVersion: apiVersion, method: method, request: request)
    ).id
  }

  /// Answers one request.
  ///
  /// - Parameters:
  ///   - request: JSON of a `GenerateContentRequest` or an `EmbedContentRequest`.
  ///   - job: The job it belongs to.
  /// - Returns: JSON of the response, on one line.
  /// - Throws: A status, or `CancellationError`.
  func answer(_ request: [UInt8], of job: BatchJob) async throws -> [UInt8] {
    let method = job.kind == .generateContent ? "generateContent" : "embedContent"
    // As if it had come by itself.
    let watch = BatchWatch()
    let transport = RequestTransport(
      path: "/\(job.apiVersion)/models/\(job.model):\(method)",
      body: request,
      watch: watch
    )
    if let answer = try await pipeline.verbatim(transport) { return try await answer.batchAnswer() }
    return switch job.kind {
    case .generateContent: watch.tell(try await generated(GenerateContentRequest.decode(request), job, transport))
    case .embedContent: try embedded(EmbedContentRequest.decode(request), job)
    }
  }

  private func generated(
    _ request: GenerateContentRequest,
    _ job: BatchJob,
    _ transport: RequestTransport
  ) async throws -> [UInt8] {
    var call = GenerateContentCall(
      model: job.model,
      apiVersion: job.apiVersion,
      method: "generateContent",
      request: request
    )
    call.transport = transport
    // Several jobs run at once, and on after a restart: the ids of an answer follow from its place alone.
    call.identifiers = identifiers.branch("batch/\(job.id)/\(job.stats.successful + job.stats.failed)")
    let validated: ValidatedCall
    switch try await pipeline.checked(call) {
    case .valid(let call): validated = call
    case .refused(let answer): return try await answer.batchAnswer()
    }
    for _ in 1..<Self.mostTries {
      do {
        return try await response(to: validated)
      } catch let status as Status where status.code == .resourceExhausted {
        try await pipeline.clock.sleep(for: .seconds(1))
      }
    }
    return try await response(to: validated)
  }

  private func response(to call: ValidatedCall) async throws -> [UInt8] {
    let pipeline = pipeline
    return try await withResponseDeadline(pipeline.limits.responseDeadline, clock: pipeline.clock) {
      var assembler = ResponseAssembler(identity: pipeline.identity(for: call))
      let ending = try await pipeline.run(call) { event, usage in assembler.accept(event, usage: usage.metadata) }
      if case .verbatim(let answer) = ending { return try await answer.batchAnswer() }
      return assembler.response.json(pretty: false)
    }
  }

  private func embedded(_ request: EmbedContentRequest, _ job: BatchJob) throws(Status) -> [UInt8] {
    guard let embedder = Embedder(model: job.model, on: .gemini, catalog: catalog) else {
      throw .notFound("models/\(job.model) is not found for API version \(job.apiVersion).")
    }
    let embedding = try embedder.embedding(request, prefix: "EmbedContentRequest.")
    let tokens = request.content.map { pipeline.counter.tally(of: $0).total } ?? 0
    return EmbedContentResponse(embedding: embedding, promptTokenCount: tokens).json(pretty: false)
  }
}

/// Tells the answer to one request of a job.
private final class BatchWatch: AnswerWatch {
  private let observer = Mutex<(@Sendable (AnswerPiece) -> Void)?>(nil)

  func follow(_ observer: @escaping @Sendable (AnswerPiece) -> Void) { self.observer.withLock { $0 = observer } }

  func tell(_ response: [UInt8]) -> [UInt8] {
    guard let observer = observer.withLock({ $0 }) else { return response }
    observer(.head(status: 200, contentType: "application/json; charset=UTF-8"))
    observer(.bytes(response))
    observer(.end)
    return response
  }
}

extension VerbatimAnswer {
  /// The answer as one of a job.
  ///
  /// - Returns: JSON of the response, on one line.
  /// - Throws: The error it tells.
  fileprivate func batchAnswer() async throws -> [UInt8] {
    guard !isStream else { throw Status.internal("The model's server answered with a stream.") }
    let value = try JSONBody.object(try await collect())
    guard status != 200 else { return value.json(pretty: false) }
    let error = value["error"]
    let code = Status.Code.allCases.first { $0.name == error?["status"]?.text }
    throw Status(
      code: code ?? .unknown,
      message: error?["message"]?.text ?? "The model's server answered with \(status)."
    )
  }
}

/// Puts answers into the form they are given back in: `{response | error, metadata}`, or a line of a file with `key`.
enum BatchAnswer {
  /// Writes one answer.
  ///
  /// - Parameters:
  ///   - answer: JSON of the response, or why there is none.
  ///   - name: `metadata` or `key`.
  ///   - value: JSON of what came with the request; nil where nothing did.
  /// - Returns: JSON on one line.
  static func json(_ answer: Result<[UInt8], Status>, _ name: StaticString, _ value: [UInt8]?) -> [UInt8] {
    var bytes: [UInt8] = []
    switch answer {
    case .success(let response):
      bytes += #"{"response":"#.utf8
      bytes += response
    case .failure(let status):
      bytes += #"{"error":"#.utf8
      bytes += error(status).json(pretty: false)
    }
    if let value {
      bytes += #",""#.utf8
      bytes += name.withUTF8Buffer(Array.init)
      bytes += #"":"#.utf8
      bytes += value
    }
    return bytes + "}".utf8
  }

  /// A cancelled request has its code alone, as the service gives it.
  private static func error(_ status: Status) -> JSONValue {
    let code = JSONMember("code", .number(status.code.rawValue))
    return .object(status.message.isEmpty ? [code] : [code, JSONMember("message", .string(status.message))])
  }
}
