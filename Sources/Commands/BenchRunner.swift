import Executions
import Foundation
import SandboxHost
import SandboxProtocol
import Synchronization

/// Runs blocks in sessions of a pool and takes the times.
struct BenchRunner: Sendable {
  /// What one run took.
  struct Timing: Sendable {
    var number: Int
    var acquire: Duration
    var blocks: [Duration]
    var total: Duration
    var report: Execution
    /// The steps of the session's start.
    var start: [StepSpan]
  }

  let pool: SandboxPool

  /// Does what a request asks for.
  ///
  /// - Parameters:
  ///   - request: What to run.
  ///   - tells: Whether times are printed; failures always are.
  /// - Returns: Whether every block ended well.
  func run(_ request: BenchRequest, tells: Bool) async -> Bool {
    await comeToRest()
    let (before, start) = (ProcessTimes.current(), ContinuousClock.now)
    let runs = await withTaskGroup(of: [Result<Timing, any Error>].self) { group in
      let next = BenchCounter(limit: request.count)
      for _ in 0..<request.clients {
        group.addTask {
          var runs: [Result<Timing, any Error>] = []
          while next.take() { runs.append(await one(of: request)) }
          return runs
        }
      }
      return await group.reduce(into: []) { $0 += $1 }
    }
    let elapsed = ContinuousClock.now - start
    await comeToRest()
    let used = ProcessTimes.current() - before
    // Printed after the pass, so that writing to a pipe is not measured.
    var isWell = true
    for run in runs { isWell = BenchLine.run(run, of: request, tells: tells) && isWell }
    if tells { BenchLine.pass(of: request, elapsed: elapsed, used: used) }
    return isWell
  }

  private func one(of request: BenchRequest) async -> Result<Timing, any Error> {
    let number = BenchNumbers.next()
    let code = request.snippet.code(number: number)
    do {
      let start = ContinuousClock.now
      let session = try await pool.acquire(tier: pool.profile.tiers.index(for: code))
      let acquired = ContinuousClock.now
      defer { pool.release(session) }
      var (times, last) = ([Duration](), acquired)
      var report = Execution(ending: .completed(failure: nil))
      for _ in 0..<request.blocks where report.ending == .completed(failure: nil) {
        report = try await session.run(code)
        let now = ContinuousClock.now
        times.append(now - last)
        last = now
      }
      return .success(
        Timing(
          number: number,
          acquire: acquired - start,
          blocks: times,
          total: last - start,
          report: report,
          start: session.startSpans.withLock { $0 }
        )
      )
    } catch {
      return .failure(error)
    }
  }

  /// Waits until used sessions have ended and parked ones are replaced, so that a pass pays only for its own.
  private func comeToRest() async {
    let parked = pool.profile.parkedCount * pool.profile.tiers.count
    let deadline = ContinuousClock.now + .seconds(60)
    while ContinuousClock.now < deadline {
      let (usage, tiers) = await (pool.usage, pool.tierUsage)
      if usage.active == 0, usage.parked >= parked, tiers.allSatisfy({ $0.condition == .ready }) { return }
      try? await Task.sleep(for: .milliseconds(2))
    }
  }
}

/// Hands out a number of turns.
private final class BenchCounter: Sendable {
  private let left: Mutex<Int>

  init(limit: Int) { left = Mutex(limit) }

  func take() -> Bool {
    left.withLock { left in
      defer { left -= 1 }
      return left > 0
    }
  }
}

/// Numbers that are new in this process, and very likely in any other.
private enum BenchNumbers {
  private static let last = Atomic(Int.random(in: 1_000_000..<1_000_000_000))

  static func next() -> Int { last.add(1, ordering: .relaxed).newValue }
}
