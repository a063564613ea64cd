import GeminiAPI

/// What the user says between the start and the end of an activity that the client tells.
struct LiveActivity: Sendable {
  private(set) var texts: [String] = []
  /// Whether sound came, whatever it says.
  var hasSound = false

  mutating func append(_ text: String) { texts.append(text) }

  var isEmpty: Bool { texts.isEmpty && !hasSound }
}
