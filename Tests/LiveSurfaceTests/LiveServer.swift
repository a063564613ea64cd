import CodeExecution
import Executions
import GeminiAPI
import Generation
import ModelBackends
import Synchronization

@testable import LiveSurface

/// Sessions with a model and code that say what a test wants.
struct LiveServer {
  /// What the model says to a conversation.
  typealias Say = @Sendable (Conversation) async throws -> [ModelDelta]

  let services: LiveServices
  let watch = CountingWatch()

  init(
    lifetime: Duration? = nil,
    run: @escaping @Sendable (String) async throws -> Execution = { Execution(ending: .notRun(.ok, text: $0)) },
    say: @escaping Say
  ) throws {
    let catalog = try ModelCatalog.parse(yaml: Self.models, file: "models.yaml")
    let identifiers = ResponseIdentifiers(random: SystemRandomNumberGenerator()) { Timestamp(microseconds: 0) }
    identifiers.seed(1)
    let pipeline = GenerateContentPipeline(
      catalog: catalog,
      backend: SayingBackend(say: say),
      executor: CallingExecutor(run: run),
      files: NoState(),
      caches: NoState(),
      identifiers: identifiers,
      clock: ContinuousClock()
    )
    services = LiveServices(
      catalog: catalog,
      pipeline: pipeline,
      memories: LiveMemories { Timestamp(microseconds: 0) },
      identifiers: identifiers,
      lifetime: lifetime,
      watch: watch
    )
  }

  /// Has a session with a client until both are done.
  ///
  /// - Parameters:
  ///   - setup: What the client sends first, nil for nothing.
  ///   - caller: Who asks.
  ///   - body: What the client does.
  /// - Throws: What `body` throws.
  func connect(
    _ setup: String? = #"{"setup": {"model": "models/writer", "tools": [{"codeExecution": {}}]}}"#,
    caller: LiveCaller = LiveCaller(apiVersion: "v1beta", surface: .gemini, request: RequestTransport()),
    _ body: (FakeClient) async throws -> Void
  ) async throws {
    let client = FakeClient()
    let session = LiveSession(on: client, services: services, caller: caller, record: NoRecord())
    if let setup { client.say(setup) }
    let task = Task {
      await session.run()
      client.ended()
    }
    try await body(client)
    client.leave()
    await task.value
  }

  private static let models = """
    defaults:
      version: "001"
      generation: "2.5"
      inputTokenLimit: 1000
      outputTokenLimit: 1000
      supportedGenerationMethods: [bidiGenerateContent]
      codeExecution: true
      thinking: true
    models:
      - { id: writer }
      - { id: speaker }
      - { id: thinker }
      - { id: plain, supportedGenerationMethods: [generateContent] }
    live:
      writer: { modalities: [TEXT], codeExecution: true, typingWhileCalling: waits }
      speaker: { modalities: [AUDIO] }
      thinker: { modalities: [TEXT], thinkingLevelRequired: true, rolesRequired: true }
    inputFileTypes: { text/csv: .csv }
    """
}

/// Counts what happens to sessions.
final class CountingWatch: LiveWatch {
  struct Counts: Hashable {
    var begun = 0
    var turns = 0
    var interruptions = 0
    var codes: [Int?] = []
  }

  private let state = Mutex(Counts())
  var counts: Counts { state.withLock { $0 } }

  func sessionBegan() { state.withLock { $0.begun += 1 } }
  func turnBegan() { state.withLock { $0.turns += 1 } }
  func interrupted() { state.withLock { $0.interruptions += 1 } }
  func sessionEnded(code: Int?) { state.withLock { $0.codes.append(code) } }
}

private struct NoRecord: LiveRecord {
  func opened(_ setup: [UInt8]) {}
  func asked(model: String, body: [UInt8]) -> (any RequestNote)? { nil }
  func sent(_ message: [UInt8]) {}
  func closed(_ close: LiveClose?) {}
}

/// Says one turn, and where its code ran another one of what a closure says.
private struct SayingBackend: ModelBackend {
  let say: LiveServer.Say

  func respond(to conversation: Conversation) async throws -> ModelAnswer {
    .turns(Responder(deltas: try await say(conversation)))
  }

  private final class Responder: ModelResponder {
    private let deltas: Mutex<ArraySlice<ModelDelta>>

    init(deltas: [ModelDelta]) { self.deltas = Mutex(deltas[...]) }

    func beginTurn(after result: Execution?, runsCode: Bool) async throws -> ExecutableCode? { nil }

    func nextDelta() async throws -> ModelDelta? { deltas.withLock { $0.popFirst() } }
  }
}

private struct CallingExecutor: CodeExecutor {
  let run: @Sendable (String) async throws -> Execution

  func withLease<Result: Sendable>(
    inputFiles: [CodeFile],
    _ body: (any CodeExecutionLease) async throws -> Result
  ) async throws -> Result {
    try await body(Lease(run: run))
  }

  func readiness() async -> SandboxReadiness { .ready(isolation: "none") }

  func load() async -> SandboxLoad { SandboxLoad(isReady: true) }

  private final class Lease: CodeExecutionLease {
    private let run: @Sendable (String) async throws -> Execution

    init(run: @escaping @Sendable (String) async throws -> Execution) { self.run = run }

    func prepare(for code: String) async throws {}

    func execute(_ code: String, timeout: Duration?, files: [CodeFile]) async throws -> Execution {
      try await run(code)
    }
  }
}

/// Nothing is kept.
struct NoState: FileSource, CacheSource {
  func file(_ id: String) async throws(Status) -> File { throw .permissionDenied("no file") }
  func content(of id: String) async throws(Status) -> BlobBytes { throw .permissionDenied("no file") }
  func keptPrompt(_ id: String) async throws(Status) -> KeptPrompt { throw .permissionDenied("no prompt") }
}
