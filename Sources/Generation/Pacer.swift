import GeminiAPI
import ModelBackends

/// Cuts what a response says into pieces and says how long to wait before each.
struct Pacer {
  /// Pieces said a second, where the rate allows several tokens in one.
  private static let piecesPerSecond = 20.0

  private let pace: Pace
  private let counter: TokenCounter
  private var random: SplitMix
  private var hasBegun = false
  private var timings: ArraySlice<Duration>

  init(_ pace: Pace, counter: TokenCounter) {
    self.pace = pace
    self.counter = counter
    random = SplitMix(state: pace.seed)
    timings = pace.timings[...]
  }

  /// The pieces of an event.
  ///
  /// - Parameter event: What is said next.
  /// - Returns: What is said in its place, each piece behind a wait.
  mutating func pieces(of event: GenerationEvent) -> [(wait: Duration, event: GenerationEvent)] {
    switch event {
    case .pause, .usage, .fault: return [(.zero, event)]
    case .codeExecutionResult, .outputFile, .finished: return [(first(.zero), event)]
    case .text(let text): return cut(text).map { (wait(for: $0), .text($0)) }
    case .thought(let text): return cut(text).map { (wait(for: $0), .thought($0)) }
    case .executableCode(let code): return [(wait(for: code.code), event)]
    case .inlineData, .functionCall, .part: return [(first(.zero), event)]
    }
  }

  /// How long a block's result still has to wait.
  ///
  /// - Parameter taken: How long the block really took.
  /// - Returns: Zero where it took as long as it should.
  mutating func restOfCode(after taken: Duration) -> Duration {
    guard timings.isEmpty, let codeTime = pace.codeTime else { return .zero }
    return max(.zero, jittered(codeTime) - taken)
  }

  private mutating func wait(for text: String) -> Duration {
    guard let rate = pace.tokensPerSecond, rate > 0 else { return first(.zero) }
    return first(jittered(.seconds(Double(counter.tokens(in: text)) / rate)))
  }

  /// The recorded wait, else the one given, and before the very first piece the time to the first token.
  private mutating func first(_ wait: Duration) -> Duration {
    if let recorded = timings.popFirst() { return recorded }
    guard pace.timings.isEmpty else { return .zero }
    guard !hasBegun else { return wait }
    hasBegun = true
    return jittered(pace.timeToFirstToken) + wait
  }

  private mutating func jittered(_ duration: Duration) -> Duration {
    guard pace.jitter > 0, duration > .zero else { return duration }
    let offset = Double.random(in: -1...1, using: &random) * pace.jitter
    return max(.zero, duration * (1 + offset))
  }

  /// Words with the blanks before them, as many as are said in a twentieth of a second.
  private func cut(_ text: String) -> [String] {
    guard pace.timings.isEmpty, let rate = pace.tokensPerSecond, rate > 0 else { return [text] }
    return TextPieces.cut(text, words: max(1, Int(rate / Self.piecesPerSecond)))
  }
}
