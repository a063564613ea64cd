import CodeExecution
import Executions
import Logging
package import SandboxHost
import ServiceLifecycle

/// Makes what runs the code of every response.
///
/// - Parameters:
///   - settings: Name the directory with `sandbox.yaml` and `seccomp.json`, and may name the level.
///   - logger: Where lifecycle is logged.
/// - Returns: The executor; it runs code once its service runs and its readiness says so.
/// - Throws: A `ServiceFailure` with the remedy.
func makeCodeExecutor(
  _ settings: ServiceSettings,
  logger: Logger
) throws(ServiceFailure) -> any CodeExecutor & Service {
  guard settings.sandbox == .on else { return NoSandbox() }
  let (profile, paths) = try settings.sandboxParts()
  let pool = SandboxPool(
    profile: profile,
    paths: paths,
    heartbeat: Heartbeat(clock: SuspendingClock()),
    clock: ContinuousClock(),
    logger: logger
  )
  return SandboxService(pool: pool)
}

extension ServiceSettings {
  /// What a pool of sessions is made from.
  ///
  /// - Returns: `sandbox.yaml` at the level of the settings, and where the parts of the sandbox are.
  /// - Throws: A configuration failure for a part that is wrong or missing, with the remedy.
  package func sandboxParts() throws(ServiceFailure) -> (profile: SandboxProfile, paths: SandboxPaths) {
    let directory = try SandboxConfigDirectory.find(named: sandboxConfig)
    do throws(SandboxError) {
      var profile = try SandboxProfile.load(directory: directory)
      if let isolation { profile.isolation = isolation }
      return (profile, try SandboxPaths.find(configurationDirectory: directory))
    } catch {
      throw .configuration(error.description)
    }
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
    inputFiles: [CodeFile],
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
