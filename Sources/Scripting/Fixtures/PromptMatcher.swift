import CLinuxShim
import ModelBackends

/// How a fixture compares the prompt or the system instruction.
enum PromptMatcher: Sendable {
  /// Bytes of a text beyond which nobody looks whether an earlier one covers it: each fixture is compared with all
  /// before it.
  static let maximumCovered = 1000

  /// The prompt contains this text, whatever the case.
  case contains(FoldedText)
  /// The prompt is this text, but for blanks around it.
  case exact(String)
  case pattern(PromptPattern)

  /// What is found in a text; nil when it does not fit.
  ///
  /// For plain texts the whole match is the text as the file has it.
  /// - Parameters:
  ///   - matched: The text.
  ///   - steps: What a pattern is paid from.
  /// - Returns: What was found.
  /// - Throws: Where a pattern would cost more.
  func captures(in matched: FoldedText, _ steps: PatternSteps) throws(PatternTooCostly) -> Captures? {
    switch self {
    case .contains(let text):
      guard matched.contains(text) else { return nil }
      return Captures(numbered: [text.source])
    case .exact(let text):
      guard matched.source.trimmed == text.trimmed else { return nil }
      return Captures(numbered: [text])
    case .pattern(let pattern):
      return try pattern.captures(in: matched.source, steps)
    }
  }

  /// The text as it stands in the file.
  var source: String {
    switch self {
    case .contains(let text): text.source
    case .exact(let text): "=" + text
    case .pattern(let pattern): "/\(pattern.source)/\(pattern.flags)"
    }
  }

  /// Whether everything `other` matches is matched by this one too; false where that cannot be told cheaply.
  func covers(_ other: PromptMatcher) -> Bool {
    switch (self, other) {
    case (.contains(let wide), .contains(let narrow)):
      narrow.source.utf8.count <= Self.maximumCovered && narrow.contains(wide)
    case (.contains(let wide), .exact(let text)):
      text.utf8.count <= Self.maximumCovered && FoldedText(text.trimmed).contains(wide)
    case (.exact(let first), .exact(let second)):
      first.trimmed == second.trimmed
    case (.pattern(let first), .pattern(let second)):
      first.source == second.source && first.flags == second.flags
    default:
      false
    }
  }
}

/// A text to be compared whatever its case, folded once.
struct FoldedText: Hashable, Sendable {
  let source: String
  let folded: String
  /// Whether each byte is a character, so that bytes can be compared: ASCII, where only CR LF are two for one.
  private let isBytes: Bool

  init(_ source: String) {
    self.source = source
    folded = source.lowercased()
    isBytes = folded.utf8.allSatisfy { $0 < 0x80 && $0 != UInt8(ascii: "\r") }
  }

  /// Whether another text occurs in this one.
  func contains(_ other: FoldedText) -> Bool {
    guard isBytes, other.isBytes else { return folded.contains(other.folded) }
    var (text, wanted) = (folded, other.folded)
    // Its time grows with the sum of the lengths: both may come from a stranger.
    return text.withUTF8 { text in
      wanted.withUTF8 { wanted in
        pollux_contains(text.baseAddress, text.count, wanted.baseAddress, wanted.count) == 1
      }
    }
  }
}
