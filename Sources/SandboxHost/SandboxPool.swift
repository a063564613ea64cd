package import Logging
import SandboxProtocol
import TelemetryNames

/// Hands out sessions: at most so many at once, a bounded queue before them, each killed after its one use.
package actor SandboxPool {
  /// Whether code can be run.
  package enum Readiness: Sendable, Hashable {
    case starting
    case ready(isolation: String)
    case failed(SandboxError)
  }

  private struct Waiter {
    var id: UInt64
    var continuation: CheckedContinuation<ForkServerProcess, any Error>
    var timer: Task<Void, Never>
  }

  package let profile: SandboxProfile
  private let paths: SandboxPaths
  private let logger: Logger
  private let threads: BlockingThreads
  private let used: AsyncStream<SandboxSession>
  private let usedContinuation: AsyncStream<SandboxSession>.Continuation
  private var forkServer: ForkServerProcess?
  private var failure: SandboxError?
  private var activeCount = 0
  private var waiters: [Waiter] = []
  private var nextWaiter: UInt64 = 0
  private var readinessWaiters: [CheckedContinuation<Void, Never>] = []

  package init(profile: SandboxProfile, paths: SandboxPaths, logger: Logger) {
    self.profile = profile
    self.paths = paths
    self.logger = logger
    // A session holds one thread at most, while it starts, runs or ends; the control channel holds one for good, and while a
    // fork server is replaced two do.
    threads = BlockingThreads(count: profile.sessionCount + 4)
    (used, usedContinuation) = AsyncStream.makeStream()
  }

  /// Whether code can be run now.
  package var readiness: Readiness {
    if let failure { return .failed(failure) }
    return forkServer == nil ? .starting : .ready(isolation: SandboxProfile.Isolation.user.rawValue)
  }

  /// What the pool holds at this moment: sessions that are used or being ended, and responses in the queue.
  package var usage: (isReady: Bool, active: Int, waiting: Int) {
    (failure == nil && forkServer != nil, activeCount, waiters.count)
  }

  /// Waits until code can be run, or never will be.
  /// - Returns: `ready` or `failed`.
  package func settledReadiness() async -> Readiness {
    if case .starting = readiness {
      await withCheckedContinuation { readinessWaiters.append($0) }
    }
    return readiness
  }

  /// Keeps a fork server alive and ends used sessions, until the task is cancelled; then nothing of them is left.
  ///
  /// The first start must succeed; after that a fork server that ends is started again.
  /// - Throws: `SandboxError` of the first start.
  package func run() async throws {
    threads.start()
    do {
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { await self.endUsedSessions() }
        try await superviseForkServer()
        group.cancelAll()
      }
    } catch {
      settle(failure: error as? SandboxError ?? .unavailable("\(error)"))
      await stop()
      throw error
    }
    settle(failure: .unavailable("the server is stopping"))
    await stop()
  }

  /// Gives a fresh session; the caller gives it back with `release`.
  /// - Returns: A session whose jail is complete.
  /// - Throws: `SandboxError.busy` where the queue is full or the wait was too long; another `SandboxError` where no
  ///   session can be started; `CancellationError`.
  package func acquire() async throws -> SandboxSession {
    let server = try await takePlace()
    do {
      return try await SandboxSession.start(on: server, profile: profile, threads: threads)
    } catch {
      givePlaceBack()
      throw error
    }
  }

  /// Ends a session after its one use; returns at once.
  /// - Parameter session: The session; it must not be used again.
  package nonisolated func release(_ session: SandboxSession) {
    usedContinuation.yield(session)
  }

  // MARK: Places

  private func takePlace() async throws -> ForkServerProcess {
    if let failure { throw failure }
    if let forkServer, activeCount < profile.sessionCount, waiters.isEmpty {
      activeCount += 1
      return forkServer
    }
    guard waiters.count < profile.queueLength else { throw busy }
    let id = nextWaiter
    nextWaiter += 1
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let timer = Task {
          try? await Task.sleep(for: .milliseconds(Int64(clamping: profile.queueMilliseconds)))
          if !Task.isCancelled { self.giveUp(id, because: self.busy) }
        }
        waiters.append(Waiter(id: id, continuation: continuation, timer: timer))
        if Task.isCancelled { giveUp(id, because: CancellationError()) }
      }
    } onCancel: {
      Task { await self.giveUp(id, because: CancellationError()) }
    }
  }

  private var busy: SandboxError {
    forkServer == nil ? .unavailable("the library set is still being imported") : .busy(retryAfterSeconds: 1)
  }

  private func giveUp(_ id: UInt64, because error: any Error) {
    guard let index = waiters.firstIndex(where: { $0.id == id }) else { return }
    let waiter = waiters.remove(at: index)
    waiter.timer.cancel()
    waiter.continuation.resume(throwing: error)
  }

  private func givePlaceBack() {
    activeCount -= 1
    admitWaiters()
  }

  private func admitWaiters() {
    while let forkServer, activeCount < profile.sessionCount, !waiters.isEmpty {
      let waiter = waiters.removeFirst()
      waiter.timer.cancel()
      activeCount += 1
      waiter.continuation.resume(returning: forkServer)
    }
  }

  // MARK: The fork server

  private func superviseForkServer() async throws {
    var isFirst = true
    while !Task.isCancelled {
      do {
        let server = try ForkServerProcess.start(paths, profile: profile, threads: threads, logger: logger)
        defer { server.kill(because: .unavailable("the fork server ended")) }
        try await withTaskCancellationHandler {
          try await serve(with: server)
        } onCancel: {
          server.kill(because: .unavailable("the server is stopping"))
        }
      } catch  where !isFirst {
        logger.error("The fork server did not start again", metadata: [LogKeys.error: "\(error)"])
      }
      isFirst = false
      forkServer = nil
      if Task.isCancelled { return }
      logger.error("The fork server ended; starting another")
      try? await Task.sleep(for: .seconds(1))
    }
  }

  private func serve(with server: ForkServerProcess) async throws {
    let facts = try await server.waitUntilReady(seconds: 120)
    guard facts.missingModules.isEmpty else {
      throw SandboxError.missing(
        what: "a library of the preload list (\(facts.missingModules.joined(separator: "; ")))",
        path: paths.libraries,
        remedy:
          "Install the library set again: rm -r .libraries, then `make build`; or correct preload in sandbox.yaml."
      )
    }
    try await probe(server)
    forkServer = server
    settle(failure: nil)
    admitWaiters()
    await server.waitUntilEnded()
  }

  /// Runs a first block: only what has run Python in its jail is called ready.
  private func probe(_ server: ForkServerProcess) async throws {
    let session = try await SandboxSession.start(on: server, profile: profile, threads: threads)
    let report = try await session.run(Array("print(6 * 7)".utf8))
    _ = await session.destroy()
    guard report.ending == .completed(failure: nil), report.standardOutput.text == "42\n" else {
      throw SandboxError.unavailable("the first block in the sandbox did not print what it should")
    }
  }

  private func settle(failure: SandboxError?) {
    self.failure = failure
    if let failure { for waiter in waiters { giveUp(waiter.id, because: failure) } }
    for waiter in readinessWaiters { waiter.resume() }
    readinessWaiters = []
  }

  // MARK: The end of sessions

  private func endUsedSessions() async {
    await withDiscardingTaskGroup { group in
      for await session in used {
        group.addTask {
          if await !session.destroy() {
            self.logger.error("A session was killed but did not end")
          }
          await self.givePlaceBack()
        }
      }
    }
  }

  private func stop() async {
    usedContinuation.finish()
    forkServer = nil
    await threads.stop()
  }
}
