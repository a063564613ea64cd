/// Puts the beginning of an answer, which was written for the model, before what it says; some servers repeat it.
struct PrefillReader: Sendable {
  /// What an answer begins with that repeats it, or begins anew.
  private static let fence = "```"
  /// Blanks that are waited through, in bytes.
  private static let maximumHeld = 256

  private let prefill: String
  private var held: String?

  /// - Parameter prefill: The beginning; empty for none.
  init(_ prefill: String) {
    self.prefill = prefill
    held = prefill.isEmpty ? nil : ""
  }

  /// Takes the next piece.
  ///
  /// - Returns: What the whole answer says next; empty as long as nobody can know.
  mutating func take(_ text: String) -> String {
    guard let before = held else { return text }
    let all = before + text
    let said = all.drop { $0.isWhitespace }
    if said.utf8.count < Self.fence.utf8.count, Self.fence.hasPrefix(said), all.utf8.count <= Self.maximumHeld {
      held = all
      return ""
    }
    held = nil
    return said.hasPrefix(Self.fence) ? String(said) : prefill + all
  }

  /// Ends the answer.
  mutating func end() -> String {
    defer { held = nil }
    return held.map { $0.isEmpty ? "" : prefill + $0 } ?? ""
  }
}
