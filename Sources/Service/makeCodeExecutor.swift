import CodeExecution
import Logging
import SandboxHost
import ServiceLifecycle

/// Makes what runs the code of every response.
///
/// - Parameters:
///   - sandboxConfig: The directory with `sandbox.yaml` and `seccomp.json`.
///   - isolation: The level in the place of the profile's; nil for that.
///   - logger: Where lifecycle is logged.
/// - Returns: The executor; it runs code once its service runs and its readiness says so.
/// - Throws: A `ServiceFailure` with the remedy.
func makeCodeExecutor(
  sandboxConfig: String,
  isolation: SandboxProfile.Isolation?,
  logger: Logger
) throws(ServiceFailure) -> any CodeExecutor & Service {
  do throws(SandboxError) {
    var profile = try SandboxProfile.load(directory: sandboxConfig)
    if let isolation { profile.isolation = isolation }
    let pool = SandboxPool(
      profile: profile,
      paths: try SandboxPaths.find(configurationDirectory: sandboxConfig),
      heartbeat: Heartbeat(clock: SuspendingClock()),
      clock: ContinuousClock(),
      logger: logger
    )
    return SandboxService(pool: pool)
  } catch {
    throw .configuration(error.description)
  }
}

/// The pool as a part of the server: started with it, and gone before it ends.
private struct SandboxService: CodeExecutor, Service {
  private let pool: SandboxPool
  private let executor: SandboxCodeExecutor

  init(pool: SandboxPool) {
    self.pool = pool
    executor = SandboxCodeExecutor(pool: pool)
  }

  func withLease<Result: Sendable>(
    inputFiles: [InputFile],
    _ body: (any CodeExecutionLease) async throws -> Result
  ) async throws -> Result {
    try await executor.withLease(inputFiles: inputFiles, body)
  }

  func readiness() async -> SandboxReadiness {
    await executor.readiness()
  }

  func load() async -> SandboxLoad {
    await executor.load()
  }

  func capabilities() async -> SandboxCapabilities? {
    await executor.capabilities()
  }

  func run() async throws {
    do {
      try await cancelWhenGracefulShutdown { try await pool.run() }
    } catch let error as SandboxError {
      throw ServiceFailure.configuration(error.description)
    }
  }
}
