/// How a block failed.
package struct BlockFailure: Sendable {
  /// The exception's text, a line break, the traceback.
  package var text: String
  /// Whether it was a `MemoryError`.
  package var isOutOfMemory = false
}
