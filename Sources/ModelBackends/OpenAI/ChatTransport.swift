package import GeminiAPI

/// The way to a server with the chat completions of OpenAI's API.
package protocol ChatTransport: Sendable {
  /// Asks for one completion.
  ///
  /// - Parameter body: A request, JSON.
  /// - Returns: The HTTP status, and the body of the answer.
  /// - Throws: `UNAVAILABLE` where the server cannot be reached, `INTERNAL` for an answer beyond all bounds.
  func complete(_ body: [UInt8]) async throws(Status) -> (status: Int, body: [UInt8])
}
