import GeminiAPI
import ModelBackends

/// Ends what a model says where the request wants it ended: before a stop sequence, or after a number of tokens.
///
/// Stop sequences are looked for in text alone. Code is whole or not said at all: half a block cannot run, so one that
/// goes beyond `maxOutputTokens` ends the response instead. Thoughts count as output whether they are shown or not, as
/// the service's guide on thinking has it. The tokens are those of the whole response, over all passes of the model. They
/// are estimates, and end what a script says; a live model counts its own tokens, and says itself why it ended.
struct OutputBounds {
  private let counter: TokenCounter
  private var stopSequences: StopSequences
  private var tokensLeft: Int

  /// - Parameters:
  ///   - config: What the request asks for.
  ///   - limit: The most tokens the model says in any case.
  ///   - isLive: Whether the model counts its tokens itself.
  ///   - counter: Counts as usage does.
  init(_ config: GenerationConfig?, limit: Int, isLive: Bool, counter: TokenCounter) {
    stopSequences = StopSequences(config?.stopSequences ?? [])
    tokensLeft = isLive ? .max : min(config?.maxOutputTokens ?? limit, limit)
    self.counter = counter
  }

  /// Takes the next delta of a turn.
  ///
  /// - Parameter delta: Nil for the end of the turn.
  /// - Returns: What may be said now: texts that were held back, then the delta; `.finish` last where the response ends.
  mutating func bounded(_ delta: ModelDelta?) -> [ModelDelta] {
    var said: [ModelDelta] = []
    if case .text(let text)? = delta {
      if let ending = say(stopSequences.take(text), &said) { said.append(ending) }
      return said
    }
    if let ending = say(stopSequences.end(), &said) { return said + [ending] }
    if let delta, !say(delta, &said) { said.append(.finish(.maxTokens, message: nil)) }
    return said
  }

  private mutating func say(_ text: StopSequences.Said, _ said: inout [ModelDelta]) -> ModelDelta? {
    for piece in text.pieces {
      let cut = spend(on: piece)
      if !cut.isEmpty { said.append(.text(cut)) }
      if cut.utf8.count < piece.utf8.count { return .finish(.maxTokens, message: nil) }
    }
    return text.isStopped ? .finish(.stop, message: nil) : nil
  }

  /// - Returns: Whether all of it was said.
  private mutating func say(_ delta: ModelDelta, _ said: inout [ModelDelta]) -> Bool {
    if case .thought(let text) = delta {
      let cut = spend(on: text)
      if !cut.isEmpty { said.append(.thought(cut)) }
      return cut.utf8.count == text.utf8.count
    }
    let tokens = tokens(of: delta)
    guard tokens <= tokensLeft else { return false }
    tokensLeft -= tokens
    said.append(delta)
    return true
  }

  private func tokens(of delta: ModelDelta) -> Int {
    switch delta {
    case .executableCode(let code, _): counter.tokens(in: code.code)
    case .functionCall(let call): counter.tokens(in: call)
    case .inlineData(let blob): counter.tally(of: blob).total
    case .text, .thought, .usage, .finish, .script: 0
    }
  }

  /// The longest beginning of a text that the tokens left allow.
  private mutating func spend(on text: String) -> String {
    let whole = counter.tokens(in: text)
    guard whole > tokensLeft else {
      tokensLeft -= whole
      return text
    }
    var fits = 0
    var exceeds = text.utf8.count
    while exceeds - fits > 1 {
      let middle = fits + (exceeds - fits) / 2
      if counter.tokens(in: String(text.prefix(bytes: middle))) <= tokensLeft {
        fits = middle
      } else {
        exceeds = middle
      }
    }
    tokensLeft = 0
    return String(text.prefix(bytes: fits))
  }
}
