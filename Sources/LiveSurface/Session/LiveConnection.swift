package import GeminiAPI

/// The connection of one session: whole messages in, whole messages out.
package protocol LiveConnection: Sendable {
  /// Hands over every message of the client, one after the other, until the connection ends from either side.
  ///
  /// - Parameter body: Takes a message; the next one comes when it returns.
  func forEachMessage(_ body: ([UInt8]) async -> Void) async

  /// Sends a binary message; waits while the client does not read.
  ///
  /// - Throws: Where the connection has ended.
  func send(_ message: [UInt8]) async throws

  /// Says why the session ends, and ends the connection.
  func close(_ close: LiveClose) async

  /// Waits until the server stops, or the session ends, or the task is cancelled.
  func serverStops() async
}
