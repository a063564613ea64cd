import NIOPosix

/// Threads for calls that block in the kernel, separate from those that run async code.
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

  /// Starts a call without waiting for it.
  /// - Parameter body: The call.
  func launch(_ body: @escaping @Sendable () -> Void) {
    pool.submit { _ in body() }
  }

  /// Waits for a call to end, even if the task is cancelled: a call that has begun in the kernel must finish.
  /// - Parameters:
  ///   - body: The call.
  ///   - afterwards: What its thread does after it has passed the value on; keep it short.
  /// - Returns: What the call returned.
  /// - Throws: What the call threw, or `SandboxError.unavailable` if the threads have stopped.
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
