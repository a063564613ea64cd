import CodeExecution
import Executions
import GeminiAPI
import Generation
import ModelBackends
import Synchronization
import Testing

@Suite struct GenerateContentPipelineTests {
  private static let code = ExecutableCode(code: "1")

  private func pipeline(_ backend: FakeBackend, _ executor: FakeExecutor) throws -> GenerateContentPipeline {
    GenerateContentPipeline(
      catalog: try .fake(),
      backend: backend,
      executor: executor,
      files: NoFiles(),
      caches: NoCaches(),
      identifiers: .fake,
      clock: ContinuousClock()
    )
  }

  private func call(
    model: String = "gemini-2.5-flash",
    toolIsOn: Bool = true,
    includeThoughts: Bool = false,
    parts: [Part] = [.text("hi")]
  ) -> GenerateContentCall {
    var config = GenerationConfig()
    config.thinkingConfig = ThinkingConfig()
    config.thinkingConfig?.includeThoughts = includeThoughts
    var request = GenerateContentRequest(
      contents: [Content(parts: parts)],
      tools: toolIsOn ? [Tool(codeExecution: true)] : []
    )
    request.generationConfig = config
    return GenerateContentCall(model: model, apiVersion: "v1", method: "generateContent", request: request)
  }

  @Test func `code runs in one lease and its result goes back to the model`() async throws {
    let backend = FakeBackend(turns: [
      [.text("a"), .executableCode(Self.code)], [.executableCode(Self.code)], [.text("b")],
    ])
    let executor = FakeExecutor()
    let pipeline = try pipeline(backend, executor)
    let csv = Part.inlineData(Blob(mimeType: "text/csv", data: [65]))
    var events: [GenerationEvent] = []
    var totals: [Int] = []
    try await pipeline.run(pipeline.validated(call(parts: [.text("sum"), csv]))) { event, account in
      let usage = account.metadata
      events.append(event)
      totals.append(usage.totalTokenCount ?? 0)
      #expect(
        usage.totalTokenCount == (usage.promptTokenCount ?? 0) + (usage.candidatesTokenCount ?? 0)
          + (usage.toolUsePromptTokenCount ?? 0) + (usage.thoughtsTokenCount ?? 0)
      )
    }
    let result = CodeExecutionResult(outcome: .ok, output: "1")
    let block: [GenerationEvent] = [.executableCode(Self.code), .codeExecutionResult(result)]
    #expect(events == [.text("a")] + block + block + [.text("b"), .finished(Ending(.stop))])
    #expect(totals == totals.sorted())
    let ran = Execution(ending: .notRun(.ok, text: "1"))
    #expect(backend.told.withLock(\.self) == [nil, ran, ran])
    #expect(executor.leases.withLock { $0 } == FakeExecutor.Leases(opened: [["input_file_0.csv"]], closed: 1))
  }

  @Test func `each block of a turn is run as it is asked to itself`() async throws {
    let plans = [
      CodePlan(canned: Execution(ending: .notRun(.ok, text: "written"))), nil,
      CodePlan(canned: Execution(ending: .notRun(.failed, text: "too"))),
    ]
    let turn = plans.map { ModelDelta.executableCode(Self.code, plan: $0) }
    let pipeline = try pipeline(FakeBackend(turns: [turn]), FakeExecutor())
    var outputs: [String?] = []
    try await pipeline.run(pipeline.validated(call())) { event, _ in
      if case .codeExecutionResult(let result) = event { outputs.append(result.output) }
    }
    #expect(outputs == ["written", "1", "too"])
  }

  @Test(.timeLimit(.minutes(1)))
  func `a client that does not read stops the backend, and one that leaves ends it`() async throws {
    let (releases, release) = AsyncStream<Void>.makeStream()
    let backend = EndlessBackend { release.finish() }
    let pipeline = GenerateContentPipeline(
      catalog: try .fake(),
      backend: backend,
      executor: FakeExecutor(),
      files: NoFiles(),
      caches: NoCaches(),
      identifiers: .fake,
      clock: ContinuousClock()
    )
    let validated = try await pipeline.validated(call())
    let turnstile = Turnstile()
    let response = Task {
      try await pipeline.run(validated) { _, _ in
        await turnstile.enter()
        try Task.checkCancellation()
      }
    }
    for number in 1...20 {
      await turnstile.arrival(number)
      // A live text goes out as two events: itself, and the word that nothing is to be held back.
      #expect(backend.given.withLock { $0 } == (number + 1) / 2)
      await turnstile.letOneThrough()
    }
    response.cancel()
    await turnstile.letOneThrough()
    await #expect(throws: CancellationError.self) { try await response.value }
    for await _ in releases {}
  }

  @Test func `deltas that say nothing yet do not end a turn`() async throws {
    var call = call()
    call.request.generationConfig?.stopSequences = ["STOP"]
    let turn: [ModelDelta] = [.text(""), .text("a ST"), .text("O"), .text("X"), .text("ST"), .text("OP b")]
    let pipeline = try pipeline(FakeBackend(turns: [turn]), FakeExecutor())
    var events: [GenerationEvent] = []
    try await pipeline.run(pipeline.validated(call)) { event, _ in events.append(event) }
    #expect(events == [.text("a ST"), .text("O"), .text("X"), .finished(Ending(.stop))])
  }

  @Test func `without the tool no lease is taken`() async throws {
    let executor = FakeExecutor()
    let pipeline = try pipeline(FakeBackend(turns: [[.text("hello")]]), executor)
    var events: [GenerationEvent] = []
    try await pipeline.run(pipeline.validated(call(toolIsOn: false))) { event, _ in events.append(event) }
    #expect(events == [.text("hello"), .finished(Ending(.stop))])
    #expect(executor.leases.withLock { $0.opened.isEmpty })
  }

  @Test(arguments: [true, false])
  func `thoughts are counted and shown only where asked for`(includeThoughts: Bool) async throws {
    let pipeline = try pipeline(FakeBackend(turns: [[.thought("hmm"), .text("b")]]), FakeExecutor())
    var events: [GenerationEvent] = []
    var thoughts: Int?
    try await pipeline.run(pipeline.validated(call(includeThoughts: includeThoughts))) { event, usage in
      events.append(event)
      thoughts = usage.metadata.thoughtsTokenCount
    }
    #expect(events == (includeThoughts ? [.thought("hmm")] : []) + [.text("b"), .finished(Ending(.stop))])
    #expect(thoughts == 1)
  }

  @Test func `an executor without a session ends the response and the lease`() async throws {
    let busy = Status(code: .resourceExhausted, message: "Resource has been exhausted (e.g. check quota).")
    let executor = FakeExecutor { _ in throw busy }
    let pipeline = try pipeline(FakeBackend(turns: [[.executableCode(Self.code)]]), executor)
    await #expect(throws: busy) { try await pipeline.run(pipeline.validated(call())) { _, _ in } }
    #expect(executor.leases.withLock { $0.closed } == 1)
  }

  @Test(.timeLimit(.minutes(1)))
  func `a response out of time is cancelled, cleaned up and answered with 504`() async throws {
    let executor = FakeExecutor { _ in
      try await Task.sleep(for: .seconds(3600))
      return Execution(ending: .completed(failure: nil))
    }
    let pipeline = try pipeline(FakeBackend(turns: [[.executableCode(Self.code)]]), executor)
    let validated = try await pipeline.validated(call())
    await #expect(throws: Status.responseTimedOut) {
      try await withResponseDeadline(.milliseconds(20), clock: ContinuousClock()) {
        try await pipeline.run(validated) { _, _ in }
      }
    }
    #expect(executor.leases.withLock { $0.closed } == 1)
  }

  @Test(.timeLimit(.minutes(1)))
  func `a cancelled response ends as cancelled, not as out of time`() async throws {
    let work = Task {
      try await withResponseDeadline(.seconds(3600), clock: ContinuousClock()) {
        try await Task.sleep(for: .seconds(3600))
      }
    }
    work.cancel()
    await #expect(throws: CancellationError.self) { try await work.value }
  }

  @Test(
    arguments: [
      (nil, 300_000), (10, 9_500), (20, 19_000), (40, 38_000), (1_200, 1_198_000), (31_536_000, 3_598_000),
    ] as [(Double?, Int)]
  )
  func `a client may ask for its own deadline, and is answered before it is over`(
    asked: Double?,
    milliseconds: Int
  ) throws {
    let asked = asked.map { Duration.milliseconds(Int($0 * 1_000)) }
    #expect(try GenerationLimits().deadline(asked: asked) == .milliseconds(milliseconds))
  }

  @Test(arguments: [(1, 500), (2, 1_500), (0.4, 200), (0.001, 0.5)])
  func `where a test lifts the least there may be, it takes any deadline`(asked: Double, milliseconds: Double) throws {
    var limits = GenerationLimits()
    limits.minimumDeadline = .zero
    let asked = Duration.microseconds(Int(asked * 1_000_000))
    #expect(try limits.deadline(asked: asked) == .microseconds(Int(milliseconds * 1_000)))
  }

  @Test(arguments: [
    (5_000_000_000, "5s"), (9_500_000_000, "9.5s"), (9_999_000_000, "9.999s"), (9_999_999_999, "9.999999999s"),
    (250_000_000, "250ms"), (1_500_000, "1.5ms"), (20_000, "20us"), (1, "1ns"),
  ])
  func `less than the least there may be is refused, and told as it was asked for`(nanoseconds: Int, text: String) {
    let message = "Manually set deadline \(text) is too short. Minimum allowed deadline is 10s."
    #expect(throws: Status.invalidArgument(message)) {
      try GenerationLimits().deadline(asked: .nanoseconds(nanoseconds))
    }
  }

  @Test(arguments: [("gemini-2.5-flash", 0), ("gemini-3-flash", 8)])
  func `models of the third generation pair code and result by an id`(model: String, length: Int) async throws {
    let pipeline = try pipeline(FakeBackend(turns: [[.executableCode(Self.code)]]), FakeExecutor())
    var ids: [String?] = []
    try await pipeline.run(pipeline.validated(call(model: model))) { event, _ in
      switch event {
      case .executableCode(let code): ids.append(code.id)
      case .codeExecutionResult(let result): ids.append(result.id)
      default: break
      }
    }
    #expect(ids.map { $0?.count ?? 0 } == [length, length])
    #expect(ids.first == ids.last)
  }
}
