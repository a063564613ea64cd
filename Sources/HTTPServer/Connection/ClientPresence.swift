import Synchronization

/// Knows whether the client of a connection is still there, and cancels the work nobody waits for any more.
package final class ClientPresence: Sendable {
  private struct State {
    var isGone = false
    var onGone: (@Sendable () -> Void)?
  }

  private let state = Mutex(State())

  /// Runs work that is cancelled as soon as the client closes its side of the connection.
  ///
  /// The work begins on the spot: an answer that waits for nothing costs no turn of another thread.
  /// - Parameter work: One request's work; a connection answers its requests one after the other.
  /// - Returns: What the work returned.
  /// - Throws: What the work threw, `CancellationError` as a rule where the client left.
  package func whileConnected<Result: Sendable>(
    _ work: @escaping @Sendable () async throws -> Result
  ) async throws -> Result {
    let task = Task.immediate { try await work() }
    setOnGone { task.cancel() }
    defer { state.withLock { $0.onGone = nil } }
    return try await withTaskCancellationHandler {
      try await task.value
    } onCancel: {
      task.cancel()
    }
  }

  /// Told once by the connection.
  func clientLeft() {
    let onGone = state.withLock { state in
      state.isGone = true
      return state.onGone
    }
    onGone?()
  }

  private func setOnGone(_ action: @escaping @Sendable () -> Void) {
    let isGone = state.withLock { state in
      state.onGone = action
      return state.isGone
    }
    if isGone { action() }
  }
}
