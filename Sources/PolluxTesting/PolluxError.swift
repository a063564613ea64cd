/// Why there is no answer from Pollux; the text says what to do.
public struct PolluxError: Error, Sendable, CustomStringConvertible {
  /// What is wrong, in sentences.
  public let description: String

  init(_ description: String) {
    self.description = description
  }
}
