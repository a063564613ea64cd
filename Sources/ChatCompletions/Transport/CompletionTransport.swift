/// The way to one server with chat completions.
package protocol CompletionTransport: Sendable {
  /// Asks for one completion.
  ///
  /// - Parameter body: A request, JSON.
  /// - Returns: The completion, once its first piece is there.
  /// - Throws: `CompletionFault` after whatever was tried again, or `CancellationError`.
  func complete(_ body: [UInt8]) async throws -> any CompletionStream

  /// Asks for the names of the server's models, `GET /models`.
  ///
  /// - Returns: The names, in the server's order.
  /// - Throws: As `complete`.
  func models() async throws -> [String]
}

/// One completion as it comes, for one reader; the request ends when it is released.
package protocol CompletionStream: Sendable {
  /// - Returns: The next piece; nil behind the last one.
  /// - Throws: `CompletionFault` where the completion breaks off, or `CancellationError`.
  func next() async throws -> CompletionEvent?
}
