import Executions
import ModelBackends

/// Says the events of one response, at its pace; a stream of texts that are known whole in pieces of some words, as the
/// service does.
struct SaidEvents {
  private var pacer: Pacer?
  private let clock: any Clock<Duration>
  private let showsThoughts: Bool
  private let cutsTexts: Bool

  init(pace: Pace?, clock: any Clock<Duration>, counter: TokenCounter, showsThoughts: Bool, cutsTexts: Bool) {
    self.cutsTexts = cutsTexts
    self.clock = clock
    pacer = pace.map { Pacer($0, counter: counter) }
    self.showsThoughts = showsThoughts
  }

  /// Says an event, counted first.
  mutating func say(
    _ event: GenerationEvent,
    _ usage: inout UsageAccount,
    _ emit: GenerateContentPipeline.Emit
  ) async throws {
    guard var pacer else {
      guard cutsTexts, let text = event.spokenText else { return try await sayAtOnce(event, &usage, emit) }
      return try await sayInPieces(text, of: event, &usage, emit)
    }
    for piece in pacer.pieces(of: event) {
      if piece.wait > .zero { try await clock.sleep(for: piece.wait) }
      try await sayAtOnce(piece.event, &usage, emit)
    }
    self.pacer = pacer
  }

  /// Runs code, and waits where a script wants it to take longer than it did.
  mutating func paced(_ run: () async throws -> Execution) async throws -> Execution {
    guard pacer != nil else { return try await run() }
    let (execution, took) = try await timed(run, by: clock)
    if let rest = pacer?.restOfCode(after: took), rest > .zero { try await clock.sleep(for: rest) }
    return execution
  }

  /// The counts of the pieces come up to those of the whole text, which is counted once.
  private func sayInPieces(
    _ text: String,
    of event: GenerationEvent,
    _ usage: inout UsageAccount,
    _ emit: GenerateContentPipeline.Emit
  ) async throws {
    let pieces = TextPieces.cut(text, words: TextPieces.usualWords)
    guard pieces.count > 1 else { return try await sayAtOnce(event, &usage, emit) }
    let isThought = if case .thought = event { true } else { false }
    let tokens = usage.tokens(in: text)
    var (bytes, counted) = (0, 0)
    for piece in pieces {
      bytes += piece.utf8.count
      let share = tokens * bytes / text.utf8.count
      usage.count(tokens: share - counted, isThought: isThought)
      counted = share
      guard !isThought || showsThoughts else { continue }
      try await emit(isThought ? .thought(piece) : .text(piece), usage)
    }
  }

  private func sayAtOnce(
    _ event: GenerationEvent,
    _ usage: inout UsageAccount,
    _ emit: GenerateContentPipeline.Emit
  ) async throws {
    usage.count(event)
    switch event {
    case .usage: return
    case .pause(let duration):
      // What was said before is not held back meanwhile.
      try await emit(event, usage)
      if duration > .zero { try await Task.sleep(for: duration) }
    case .thought where !showsThoughts: return
    default: try await emit(event, usage)
    }
  }
}

extension GenerationEvent {
  fileprivate var spokenText: String? {
    switch self {
    case .text(let text), .thought(let text): text
    default: nil
    }
  }
}

private func timed<Result>(
  _ run: () async throws -> Result,
  by clock: some Clock<Duration>
) async throws -> (Result, Duration) {
  let start = clock.now
  let result = try await run()
  return (result, start.duration(to: clock.now))
}
