import CodeExecution
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
  /// What it was told, pass by pass.
  let told = Mutex<[ExecutedCode?]>([])

  init(turns: [[ModelDelta]]) {
    self.turns = Mutex(turns[...])
  }

  func respond(to conversation: Conversation) async throws(Status) -> any ModelResponder { self }

  func next(after result: ExecutedCode?) async throws(Status) -> [ModelDelta] {
    told.withLock { $0.append(result) }
    return turns.withLock { $0.popFirst() ?? [] }
  }
}

/// Prints back the code it is given, and remembers leases.
final class FakeExecutor: CodeExecutor {
  struct Leases: Hashable {
    var opened: [[String]] = []
    var closed = 0
  }

  let leases = Mutex(Leases())
  private let run: @Sendable (ExecutableCode) async throws -> CodeExecutionOutput

  init(
    run: @escaping @Sendable (ExecutableCode) async throws -> CodeExecutionOutput = {
      CodeExecutionOutput(result: CodeExecutionResult(outcome: .ok, output: $0.code), files: [])
    }
  ) {
    self.run = run
  }

  func withLease<Result: Sendable>(
    inputFiles: [InputFile],
    _ body: (any CodeExecutionLease) async throws -> Result
  ) async throws -> Result {
    leases.withLock { $0.opened.append(inputFiles.map(\.name)) }
    defer { leases.withLock { $0.closed += 1 } }
    return try await body(Lease(run: run))
  }

  func readiness() async -> SandboxReadiness { .ready(isolation: "none") }

  func load() async -> SandboxLoad { SandboxLoad(isReady: true) }

  private final class Lease: CodeExecutionLease {
    func prepare(for code: ExecutableCode) async throws {}

    private let run: @Sendable (ExecutableCode) async throws -> CodeExecutionOutput

    init(run: @escaping @Sendable (ExecutableCode) async throws -> CodeExecutionOutput) { self.run = run }

    func execute(
      _ code: ExecutableCode,
      timeout: Duration?,
      files: [InputFile]
    ) async throws -> CodeExecutionOutput { try await run(code) }
  }
}
