package import GeminiAPI

extension Content {
  /// The texts of its parts, thoughts left out, one line end between two.
  package var spokenText: String { parts.compactMap(\.spokenText).joined(separator: "\n") }
}

extension Part {
  /// Its text; nil for a thought and for anything else.
  package var spokenText: String? {
    guard case .text(let text) = data, !thought else { return nil }
    return text
  }
}
