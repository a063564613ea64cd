package import Executions

/// Runs the Python a model wrote, one lease for each response.
package protocol CodeExecutor: Sendable {
  /// Gives `body` a lease for one response and destroys everything that ran in it when `body` returns or throws.
  ///
  /// A session is taken from the pool at the lease's first block, so a response without code costs nothing.
  /// - Parameters:
  ///   - inputFiles: Files put into the working directory before the first block, and again after a session was replaced.
  ///   - body: The response's work.
  /// - Returns: What `body` returned.
  /// - Throws: What `body` threw.
  func withLease<Result: Sendable>(
    inputFiles: [CodeFile],
    _ body: (any CodeExecutionLease) async throws -> Result
  ) async throws -> Result

  /// Says whether code would be run now, and how it would be isolated.
  func readiness() async -> SandboxReadiness

  /// Says how busy the sandbox is.
  func load() async -> SandboxLoad

  /// Says what isolates the code; nil before that is known.
  func capabilities() async -> SandboxCapabilities?
}

extension CodeExecutor {
  package func capabilities() async -> SandboxCapabilities? { nil }
}

/// The right to run blocks in one interpreter for the length of one response.
package protocol CodeExecutionLease: AnyObject, Sendable {
  /// Takes a session now, so that a response that can have none fails before its first part goes out.
  ///
  /// - Parameter code: The first block; what it names decides which libraries are there already.
  /// - Throws: As `execute`. Calling it again, or not at all, changes nothing else.
  func prepare(for code: String) async throws

  /// Runs one block.
  ///
  /// - Parameters:
  ///   - code: The block as the model wrote it.
  ///   - timeout: Ends it before the sandbox's own deadline would; nil for that alone.
  ///   - files: More files for the working directory, there from this block on.
  /// - Returns: What came of it.
  /// - Throws: A `Status` where no session can be had (`RESOURCE_EXHAUSTED`, `UNAVAILABLE`, `INTERNAL`), or `CancellationError`.
  ///   Code that fails, is killed or runs too long is a result, never an error.
  func execute(_ code: String, timeout: Duration?, files: [CodeFile]) async throws -> Execution
}

extension CodeExecutionLease {
  package func execute(_ code: String) async throws -> Execution {
    try await execute(code, timeout: nil, files: [])
  }
}

/// Whether the sandbox takes code.
package enum SandboxReadiness: Sendable, Hashable {
  /// The fork server is importing the library set.
  case starting
  /// Code runs; the isolation level's name is `full`, `user` or `restricted`.
  case ready(isolation: String)
  /// Code cannot run; the text names the cause and the remedy.
  case failed(String)
}
