import Executions
import GeminiAPI
import Generation
import ModelBackends
import Testing

@Suite("Whose dialect a response is written in")
struct DialectChoiceTests {
  private static let models = """
    models:
      - { id: m, displayName: M, description: d, version: "1", generation: "3", inputTokenLimit: 500, dialect: own,
          outputTokenLimit: 6, supportedGenerationMethods: [generateContent], codeExecution: true, thinking: true }
    dialects:
      own: { codeIds: call, onVertex: vertex }
      vertex: { createTime: true }
      apart: { failedResults: two, codeIds: alphanumeric }
    inputFileTypes: { text/csv: .csv }
    """

  private func pipeline(_ dialect: String? = nil) throws -> GenerateContentPipeline {
    let executor = FakeExecutor { _ in
      Execution(
        ending: .completed(failure: "no\n"),
        standardOutput: CapturedOutput(head: Array("1\n".utf8)),
        files: [CodeFile(name: "a.png", mimeType: "image/png", bytes: [1])]
      )
    }
    return GenerateContentPipeline(
      catalog: try .parse(yaml: Self.models, file: "m.yaml"),
      backend: FakeBackend(turns: [[.executableCode(ExecutableCode(code: "1"))], [.text("b")]]),
      executor: executor,
      files: NoFiles(),
      caches: NoCaches(),
      dialect: dialect,
      identifiers: .fake,
      clock: ContinuousClock()
    )
  }

  private func call(_ surface: ServiceSurface = .gemini, _ dialect: String? = nil) -> GenerateContentCall {
    let request = GenerateContentRequest(
      contents: [Content(role: "user", parts: [.text("hi")])],
      tools: [Tool(codeExecution: true)]
    )
    var call = GenerateContentCall(model: "m", apiVersion: "v1", method: "generateContent", request: request)
    (call.surface, call.dialect) = (surface, dialect)
    return call
  }

  @Test("the client's before the server's before the model's, which Vertex AI has another of")
  func choice() async throws {
    let cases: [(ServiceSurface, client: String?, server: String?, expected: Dialect.CodeIDs, hasTime: Bool)] = [
      (.gemini, nil, nil, .call, false), (.vertex, nil, nil, .none, true),
      (.gemini, nil, "apart", .alphanumeric, false),
      (.vertex, nil, "apart", .alphanumeric, false), (.gemini, "own", "apart", .call, false),
      (.vertex, "own", nil, .call, false), (.gemini, "vertex", nil, .none, true),
    ]
    for (surface, client, server, expected, hasTime) in cases {
      let pipeline = try pipeline(server)
      let validated = try await pipeline.validated(call(surface, client))
      #expect(validated.dialect.codeIds == expected)
      let time = pipeline.identity(for: validated).createTime
      #expect(time == (hasTime ? Timestamp(microseconds: 1) : nil))
    }
  }

  @Test("an unknown one is the client's mistake")
  func unknown() async throws {
    let pipeline = try pipeline()
    let error = await #expect(throws: Status.self) { try await pipeline.validated(call(.gemini, "ownn")) }
    #expect(error?.code == .invalidArgument)
    #expect(error?.message == #"Unknown dialect "ownn" in X-Pollux-Dialect; known are own, vertex, apart."#)
  }

  @Test("two results stand before the block's files, both with the code's id")
  func twoResults() async throws {
    let pipeline = try pipeline()
    var events: [GenerationEvent] = []
    try await pipeline.run(pipeline.validated(call(.gemini, "apart"))) { event, _ in events.append(event) }
    guard case .executableCode(let code)? = events.first, let id = code.id else {
      Issue.record("no code with an id: \(events)")
      return
    }
    #expect(
      Array(events.dropFirst().prefix(3)) == [
        .codeExecutionResult(CodeExecutionResult(id: id, outcome: .ok, output: "1\n")),
        .codeExecutionResult(CodeExecutionResult(id: id, outcome: .failed, output: "no\n")),
        .outputFile(Blob(mimeType: "image/png", data: [1])),
      ]
    )
  }
}
