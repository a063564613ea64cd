import Logging
import SandboxHost

/// A pool of sessions for one command.
///
/// - Parameters:
///   - parts: What the pool is made from.
///   - body: Works with the pool, which is ready.
/// - Returns: What `body` returns, once the pool has ended.
/// - Throws: Why the pool is not ready, or what `body` throws.
func withPool<Result: Sendable>(
  _ parts: (profile: SandboxProfile, paths: SandboxPaths),
  _ body: (SandboxPool) async throws -> Result
) async throws -> Result {
  var logger = Logger(label: "pollux", factory: { StreamLogHandler.standardError(label: $0) })
  logger.logLevel = .warning
  let pool = SandboxPool(
    profile: parts.profile,
    paths: parts.paths,
    heartbeat: Heartbeat(clock: SuspendingClock()),
    clock: ContinuousClock(),
    logger: logger
  )
  return try await withThrowingTaskGroup(of: Void.self) { group in
    group.addTask { try await pool.run() }
    if case .failed(let error) = await pool.settledReadiness() { throw error }
    let result = try await body(pool)
    group.cancelAll()
    return result
  }
}
