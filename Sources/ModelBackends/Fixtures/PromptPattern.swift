/// A regular expression of a fixture, compiled once when the file is read.
///
/// An actor, since `Regex` is not `Sendable`: a slow pattern makes others wait for their turn without holding a thread.
actor PromptPattern {
  /// Characters of a prompt that a pattern sees; longer prompts are matched by their beginning.
  ///
  /// Matching tries each start, so `.*x` costs the square of this: 0.8 s for 4,096 characters in a release build,
  /// 9 s for 16,384.
  static let maximumPromptLength = 4096
  /// Characters a pattern may have.
  static let maximumPatternLength = 1000

  /// The text between the slashes.
  nonisolated let source: String
  /// Letters of `imsx`, sorted.
  nonisolated let flags: String
  nonisolated let groups: PatternGroups
  private let regex: Regex<AnyRegexOutput>

  /// Compiles a pattern.
  ///
  /// - Parameters:
  ///   - source: The text between the slashes.
  ///   - flags: Any of `i` (no case), `m` (`^` and `$` at lines), `s` (`.` takes newlines), `x` (spaces ignored).
  /// - Throws: What the regular expression parser says.
  init(source: String, flags: String) throws {
    self.source = source
    self.flags = flags
    groups = PatternGroups(pattern: source)
    regex = try Regex(flags.isEmpty ? source : "(?\(flags))\(source)")
  }

  /// The groups of the first match; nil when nothing fits.
  func captures(in prompt: String) -> Captures? {
    guard let match = try? regex.firstMatch(in: String(prompt.prefix(Self.maximumPromptLength))) else { return nil }
    var captures = Captures()
    for element in match.output {
      let text = element.substring.map(String.init) ?? ""
      captures.numbered.append(text)
      if let name = element.name {
        captures.named[name] = text
      }
    }
    return captures
  }
}
