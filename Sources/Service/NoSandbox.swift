import CodeExecution
import Executions
import GeminiAPI
import ServiceLifecycle

/// What stands in the sandbox's place where the machine has none and the operator said so: it runs nothing, ever.
///
/// Results that a script writes down (`canned`) never get here.
struct NoSandbox: CodeExecutor, Service {
  private final class Lease: CodeExecutionLease {
    func prepare(for code: String) async throws { throw Self.refusal }

    func execute(_ code: String, timeout: Duration?, files: [CodeFile]) async throws -> Execution {
      throw Self.refusal
    }

    private static let refusal = Status.failedPrecondition(
      "This server runs no code (sandbox: off). Give the step a 'canned' result, or start the server with a sandbox."
    )
  }

  func withLease<Result: Sendable>(
    inputFiles: [CodeFile],
    _ body: (any CodeExecutionLease) async throws -> Result
  ) async throws -> Result {
    try await body(Lease())
  }

  func readiness() async -> SandboxReadiness { .ready(isolation: "off") }

  func load() async -> SandboxLoad { SandboxLoad(isReady: true) }

  func run() async throws { try await gracefulShutdown() }
}
