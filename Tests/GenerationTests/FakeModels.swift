import CodeExecution
import Executions
import GeminiAPI
import Generation
import ModelBackends
import Synchronization

extension ModelCatalog {
  /// Two served models, one of each dialect, and a few file types.
  static func fake() throws -> ModelCatalog {
    try parse(
      yaml: """
        defaults:
          version: "001"
          generation: "2.5"
          inputTokenLimit: 1000
          outputTokenLimit: 1000
          supportedGenerationMethods: [generateContent]
          codeExecution: true
          thinking: true
          temperature: 1
          topP: 0.95
          topK: 64
          maxTemperature: 2
        models:
          - { id: gemini-2.5-flash, displayName: A, description: A. }
          - { id: gemini-3-flash, generation: "3", dialect: third, displayName: B, description: B. }
          - { id: gemini-2.5-image, codeExecution: false, displayName: C, description: C. }
        dialects: { third: { codeIds: alphanumeric } }
        inputFileTypes: { text/csv: .csv, image/png: .png, video/mp2t: .ts }
        """,
      file: "models.yaml"
    )
  }
}

/// Answers every conversation with the same turns, one a pass.
final class FakeBackend: ModelBackend, ModelResponder {
  private let turns: Mutex<ArraySlice<[ModelDelta]>>
  private let turn = Mutex<ArraySlice<ModelDelta>>([])
  /// What it was told, pass by pass.
  let told = Mutex<[Execution?]>([])

  init(turns: [[ModelDelta]]) {
    self.turns = Mutex(turns[...])
  }

  func respond(to conversation: Conversation) async throws(Status) -> ModelAnswer { .turns(self) }

  func beginTurn(after result: Execution?, runsCode: Bool) async throws -> ExecutableCode? {
    told.withLock { $0.append(result) }
    let deltas = turns.withLock { $0.popFirst() ?? [] }
    turn.withLock { $0 = deltas[...] }
    return deltas.codeAhead
  }

  func nextDelta() async throws -> ModelDelta? { turn.withLock { $0.popFirst() } }
}

/// A model that never stops talking, one word at a time.
final class EndlessBackend: ModelBackend {
  /// Deltas that were asked for.
  let given = Mutex(0)
  /// Called once the response's responder is gone.
  private let onRelease: @Sendable () -> Void

  init(onRelease: @escaping @Sendable () -> Void) { self.onRelease = onRelease }

  func respond(to conversation: Conversation) async throws(Status) -> ModelAnswer { .turns(Responder(self)) }

  private final class Responder: ModelResponder {
    private let backend: EndlessBackend
    var isLive: Bool { true }

    init(_ backend: EndlessBackend) { self.backend = backend }

    deinit { backend.onRelease() }

    func beginTurn(after result: Execution?, runsCode: Bool) async throws -> ExecutableCode? { nil }

    func nextDelta() async throws -> ModelDelta? {
      backend.given.withLock { $0 += 1 }
      return .text("word ")
    }
  }
}

/// Lets its callers through one by one.
actor Turnstile {
  private var (arrived, allowed) = (0, 0)
  private var held: [CheckedContinuation<Void, Never>] = []
  private var watcher: (count: Int, continuation: CheckedContinuation<Void, Never>)?

  /// Waits to be let through.
  func enter() async {
    arrived += 1
    if let watcher, watcher.count <= arrived {
      self.watcher = nil
      watcher.continuation.resume()
    }
    guard arrived > allowed else { return }
    await withCheckedContinuation { held.append($0) }
  }

  /// Waits until so many have arrived in all.
  func arrival(_ count: Int) async {
    guard arrived < count else { return }
    await withCheckedContinuation { watcher = (count, $0) }
  }

  /// Lets the next one through.
  func letOneThrough() {
    allowed += 1
    if !held.isEmpty { held.removeFirst().resume() }
  }
}

/// A loop that is given whole turns.
struct PlayedLoop {
  private var loop: TurnLoop
  private var rest: ArraySlice<ModelDelta> = []
  private var pending: TurnLoop.Action?

  init(_ loop: TurnLoop = TurnLoop()) { self.loop = loop }

  /// What is to be done, but for taking deltas.
  mutating func next() -> TurnLoop.Action? {
    let action = pending.take() ?? loop.next()
    return action == .takeDelta ? nil : action
  }

  mutating func accept(_ turn: [ModelDelta]) -> [GenerationEvent] {
    rest = turn[...]
    let event = loop.accept(rest.popFirst())
    return (event.map { [$0] } ?? []) + takeRest()
  }

  mutating func accept(_ execution: Execution) -> [GenerationEvent] {
    loop.accept(execution)
    return takeRest()
  }

  private mutating func takeRest() -> [GenerationEvent] {
    var events: [GenerationEvent] = []
    pending = pending ?? loop.next()
    while pending == .takeDelta {
      if let event = loop.accept(rest.popFirst()) { events.append(event) }
      pending = loop.next()
    }
    return events
  }
}

/// Prints back the code it is given, and remembers leases.
final class FakeExecutor: CodeExecutor {
  struct Leases: Hashable {
    var opened: [[String]] = []
    var closed = 0
  }

  let leases = Mutex(Leases())
  private let run: @Sendable (String) async throws -> Execution

  init(
    run: @escaping @Sendable (String) async throws -> Execution = {
      Execution(ending: .notRun(.ok, text: $0))
    }
  ) {
    self.run = run
  }

  func withLease<Result: Sendable>(
    inputFiles: [CodeFile],
    _ body: (any CodeExecutionLease) async throws -> Result
  ) async throws -> Result {
    leases.withLock { $0.opened.append(inputFiles.map(\.name)) }
    defer { leases.withLock { $0.closed += 1 } }
    return try await body(Lease(run: run))
  }

  func readiness() async -> SandboxReadiness { .ready(isolation: "none") }

  func load() async -> SandboxLoad { SandboxLoad(isReady: true) }

  private final class Lease: CodeExecutionLease {
    func prepare(for code: String) async throws {}

    private let run: @Sendable (String) async throws -> Execution

    init(run: @escaping @Sendable (String) async throws -> Execution) { self.run = run }

    func execute(_ code: String, timeout: Duration?, files: [CodeFile]) async throws -> Execution {
      try await run(code)
    }
  }
}
