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
  /// - Parameter body: The call.
  /// - Returns: What it returned.
  /// - Throws: What it threw, or `SandboxError.unavailable` where the threads have stopped.
  func run<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
      pool.submit { state in
        switch state {
        case .active: continuation.resume(with: Result { try body() })
        case .cancelled: continuation.resume(throwing: SandboxError.unavailable("the server is stopping"))
        }
      }
    }
  }
}
