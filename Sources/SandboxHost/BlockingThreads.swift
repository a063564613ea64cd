import NIOPosix

/// Threads for calls that wait in the kernel, apart from those that run async code.
struct BlockingThreads: Sendable {
  private let pool: NIOThreadPool

  init(count: Int) {
    pool = NIOThreadPool(numberOfThreads: count)
  }

  func start() {
    pool.start()
  }

  /// Lets running calls end; later ones fail.
  func stop() async {
    try? await pool.shutdownGracefully()
  }

  /// Starts a call that goes on by itself.
  /// - Parameter body: The call.
  func launch(_ body: @escaping @Sendable () -> Void) {
    pool.submit { _ in body() }
  }

  /// Waits for a call to end, also where the task is cancelled: what a call began in the kernel it must finish.
  /// - Parameters:
  ///   - body: The call.
  ///   - afterwards: What its thread does when the value is on its way; keep it short.
  /// - Returns: What it returned.
  /// - Throws: What it threw, or `SandboxError.unavailable` where the threads have stopped.
  func run<Value: Sendable>(
    _ body: @escaping @Sendable () throws -> Value,
    afterwards: @escaping @Sendable (Value) -> Void = { _ in }
  ) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
      pool.submit { state in
        switch state {
        case .active:
          let result = Result { try body() }
          continuation.resume(with: result)
          if case .success(let value) = result { afterwards(value) }
        case .cancelled: continuation.resume(throwing: SandboxError.unavailable("the server is stopping"))
        }
      }
    }
  }
}
