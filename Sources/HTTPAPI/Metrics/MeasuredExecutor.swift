package import CodeExecution
package import Executions
import GeminiAPI
import ModelBackends

/// Counts the blocks another executor runs.
package struct MeasuredExecutor: CodeExecutor {
  private let executor: any CodeExecutor
  private let metrics: ServerMetrics

  package init(_ executor: any CodeExecutor, metrics: ServerMetrics) {
    self.executor = executor
    self.metrics = metrics
  }

  package func withLease<Result: Sendable>(
    inputFiles: [CodeFile],
    _ body: (any CodeExecutionLease) async throws -> Result
  ) async throws -> Result {
    try await executor.withLease(inputFiles: inputFiles) { lease in
      try await body(MeasuredLease(lease, metrics: metrics))
    }
  }

  package func readiness() async -> SandboxReadiness {
    await executor.readiness()
  }

  package func load() async -> SandboxLoad {
    await executor.load()
  }

  package func capabilities() async -> SandboxCapabilities? {
    await executor.capabilities()
  }
}

private final class MeasuredLease: CodeExecutionLease {
  private let lease: any CodeExecutionLease
  private let metrics: ServerMetrics

  init(_ lease: any CodeExecutionLease, metrics: ServerMetrics) {
    self.lease = lease
    self.metrics = metrics
  }

  func prepare(for code: String) async throws {
    try await lease.prepare(for: code)
  }

  func execute(_ code: String, timeout: Duration?, files: [CodeFile]) async throws -> Execution {
    let started = ContinuousClock.now
    var outcome = ServerMetrics.noOutcome
    defer { metrics.blockEnded(outcome: outcome, after: ContinuousClock.now - started) }
    let execution = try await lease.execute(code, timeout: timeout, files: files)
    outcome = execution.outcome.wire.rawValue
    return execution
  }
}
