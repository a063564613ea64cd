import ModelBackends

/// Says the events of one response, at its pace.
struct SaidEvents {
  private var pacer: Pacer?
  private let showsThoughts: Bool

  init(pace: Pace?, counter: TokenCounter, showsThoughts: Bool) {
    pacer = pace.map { Pacer($0, counter: counter) }
    self.showsThoughts = showsThoughts
  }

  /// Says an event, counted first.
  mutating func say(
    _ event: GenerationEvent,
    _ usage: inout UsageAccount,
    _ emit: GenerateContentPipeline.Emit
  ) async throws {
    guard var pacer else { return try await sayAtOnce(event, &usage, emit) }
    for piece in pacer.pieces(of: event) {
      if piece.wait > .zero { try await Task.sleep(for: piece.wait) }
      try await sayAtOnce(piece.event, &usage, emit)
    }
    self.pacer = pacer
  }

  /// Waits where a script wants code to take longer than it did.
  mutating func waitForCode(since began: ContinuousClock.Instant) async throws {
    guard let rest = pacer?.restOfCode(after: ContinuousClock.now - began), rest > .zero else { return }
    try await Task.sleep(for: rest)
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
      try await emit(event, usage.metadata)
      if duration > .zero { try await Task.sleep(for: duration) }
    case .thought where !showsThoughts: return
    default: try await emit(event, usage.metadata)
    }
  }
}
