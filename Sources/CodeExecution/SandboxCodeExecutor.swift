package import Executions
import GeminiAPI
import Logging
package import SandboxHost
import SandboxProtocol
import Synchronization
import TelemetryNames

/// Runs blocks in sessions of a pool.
package struct SandboxCodeExecutor: CodeExecutor {
  private let pool: SandboxPool

  package init(pool: SandboxPool) {
    self.pool = pool
  }

  package func withLease<Result: Sendable>(
    inputFiles: [CodeFile],
    _ body: (any CodeExecutionLease) async throws -> Result
  ) async throws -> Result {
    let lease = SandboxLease(pool: pool, inputFiles: inputFiles)
    do {
      let result = try await body(lease)
      lease.end()
      return result
    } catch {
      lease.end()
      throw error
    }
  }

  package func readiness() async -> SandboxReadiness {
    switch await pool.readiness {
    case .starting: .starting
    case .ready(let report): .ready(isolation: report.level?.rawValue ?? "")
    case .failed(let error): .failed(error.description)
    }
  }
}

extension SandboxCodeExecutor {
  package func capabilities() async -> SandboxCapabilities? {
    guard case .ready(let report) = await pool.readiness else { return nil }
    return await SandboxCapabilities(report: report, profile: pool.profile, tiers: load().tiers)
  }

  package func load() async -> SandboxLoad {
    let (usage, tiers, profile) = await (pool.usage, pool.tierUsage, pool.profile)
    return SandboxLoad(
      isReady: usage.isReady,
      activeSessions: usage.active,
      sessionLimit: profile.sessionCount,
      parkedSessions: usage.parked,
      parkedLimit: profile.parkedCount * profile.tiers.count,
      tiers: tiers.map {
        SandboxLoad.Tier(
          name: $0.name.rawValue,
          condition: SandboxLoad.Tier.Condition($0.condition),
          memoryByteCount: $0.memoryByteCount,
          parkedSessions: $0.parked
        )
      },
      waiting: usage.waiting,
      queueLimit: profile.queueLength
    )
  }
}

extension SandboxLoad.Tier.Condition {
  fileprivate init(_ condition: TierCondition) {
    switch condition {
    case .ready: self = .ready
    case .starting: self = .starting
    case .restarting: self = .restarting
    }
  }
}

/// One response's session: taken at the first block, replaced after a death, ended with the response.
final class SandboxLease: CodeExecutionLease {
  private struct State {
    var session: SandboxSession?
    /// The request's, and what blocks brought along.
    var files: [CodeFile]
    /// How many of `files` the session has.
    var placedCount = 0
    /// Blocks run in this response, whatever came of them.
    var blockCount = 0
    var isEnded = false
  }

  private let pool: SandboxPool
  private let state: Mutex<State>

  init(pool: SandboxPool, inputFiles: [CodeFile]) {
    self.pool = pool
    state = Mutex(State(files: inputFiles))
  }

  func prepare(for code: String) async throws {
    do { try await placeFiles(in: takeSession(for: code.utf8)) } catch { throw status(of: error) }
  }

  func execute(
    _ code: String,
    timeout: Duration?,
    files: [CodeFile]
  ) async throws -> Execution {
    // A further attempt names the files of the one before.
    state.withLock { state in state.files += files.filter { !state.files.contains($0) } }
    let source = Array(CodeDedent.dedented(code).utf8)
    guard source.count <= FrameLimits.codeByteCount else { return Self.tooLarge }
    do {
      return try await run(source, timeout)
    } catch SandboxError.lost where state.withLock({ $0.blockCount }) == 0 {
      // The fork server went under the response's first block: nothing of the response depends on that session.
      drop()
      do { return try await run(source, timeout) } catch { throw status(of: error) }
    } catch {
      throw status(of: error)
    }
  }

  /// Kills what ran; the pool does that off the request's path.
  func end() {
    state.withLock { $0.isEnded = true }
    drop()
  }

  private func run(_ source: [UInt8], _ timeout: Duration?) async throws -> Execution {
    let session = try await takeSession(for: source)
    try await placeFiles(in: session)
    // Never more than the profile allows.
    let milliseconds = timeout.map { min(pool.profile.blockMilliseconds, UInt64(max(1, $0 / .milliseconds(1)))) }
    let execution = try await session.run(source, milliseconds: milliseconds)
    state.withLock { $0.blockCount += 1 }
    if !execution.sessionSurvives { drop() }
    log(execution)
    return execution
  }

  /// What a block wrote to standard error, for those who look for it: no client sees it where the block ended well.
  private func log(_ execution: Execution) {
    guard pool.logger.logLevel <= .debug, !execution.standardError.isEmpty else { return }
    let text = execution.standardError.text.prefix(bytes: Self.loggedByteCount)
    pool.logger.debug("standard error of a block", metadata: [LogKeys.standardError: "\(text)"])
  }

  private static let loggedByteCount = 4096

  private func takeSession(for code: some Sequence<UInt8>) async throws -> SandboxSession {
    if let session = state.withLock({ $0.session }) { return session }
    let session = try await pool.acquire(tier: pool.profile.tiers.index(for: code))
    let isEnded = state.withLock { state in
      state.session = session
      return state.isEnded
    }
    if isEnded {
      drop()
      throw CancellationError()
    }
    return session
  }

  /// Puts what a session has not been given yet into its working directory.
  private func placeFiles(in session: SandboxSession) async throws {
    let missing = state.withLock { Array($0.files.dropFirst($0.placedCount)) }
    for file in missing {
      let stored = file.bytes.file.map { FileContent.open(descriptor: $0.descriptor, byteCount: $0.count, owner: $0) }
      try await session.place(name: file.name, content: stored ?? .bytes(file.bytes.array))
      state.withLock { $0.placedCount += 1 }
    }
  }

  private func drop() {
    let session = state.withLock { state in
      state.placedCount = 0
      return state.session.take()
    }
    if let session { pool.release(session) }
  }

  private func status(of error: any Error) -> any Error {
    drop()
    return (error as? SandboxError).map(Status.init(sandboxError:)) ?? error
  }

  private static var tooLarge: Execution {
    let text = "The code is longer than \(FrameLimits.codeByteCount) bytes and was not run."
    return Execution(ending: .notRun(.failed, text: text))
  }
}
