import HTTPServer
import NIOCore

/// An error amid a stream.
enum LateError {
  /// How long an error keeps apart from the event before it.
  ///
  /// The JavaScript SDK sees an error only where a piece from the network is that error and nothing else. Node hands on
  /// as one piece what came together: written at once, the error was lost in most runs; 5 ms apart, in none.
  static let gap = Duration.milliseconds(5)

  /// Whether a piece of another server's stream is such an error, and not an event.
  static func isError(_ piece: [UInt8], after pieceCount: Int) -> Bool {
    pieceCount > 0 && piece.first == UInt8(ascii: "{")
  }
}

extension ResponseSink {
  /// Ends a stream with an error, in a write of its own.
  ///
  /// - Parameters:
  ///   - error: The error in the stream's form.
  ///   - clock: Measures the gap before it.
  /// - Throws: The channel's error where the client is gone, `CancellationError`.
  func send(late error: ByteBuffer, clock: some Clock<Duration>) async throws {
    try await clock.sleep(for: LateError.gap)
    try await write(error)
    try await finish()
  }
}
