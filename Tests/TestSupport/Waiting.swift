import Foundation

/// Waits for a condition, looking every few milliseconds.
///
/// - Parameters:
///   - limit: How long to wait.
///   - condition: What is waited for.
/// - Returns: Whether the condition came true in time.
/// - Throws: What the condition threw.
package func eventually(within limit: Duration = .seconds(20), _ condition: () async throws -> Bool) async throws
  -> Bool
{
  let deadline = ContinuousClock.now + limit
  while true {
    if try await condition() { return true }
    guard ContinuousClock.now < deadline else { return false }
    try await Task.sleep(for: .milliseconds(5))
  }
}

/// Runs work that blocks on a thread of its own, for the threads of Swift's tasks are as few as the machine's cores.
///
/// - Parameter work: The work.
/// - Returns: What it returned.
/// - Throws: What it threw.
package func onOwnThread<Result: Sendable>(_ work: @escaping @Sendable () throws -> Result) async throws -> Result {
  try await withCheckedThrowingContinuation { continuation in
    Thread.detachNewThread {
      continuation.resume(with: Swift.Result { try work() })
    }
  }
}
