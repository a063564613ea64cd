package import GeminiAPI
package import ModelBackends

/// Keeps a response's token counts so that they add up after every event.
///
/// Candidates are the text and code the model wrote. Whenever the model is asked again after a run, it is fed the prompt,
/// all it has said and every result so far; that sum is the tool-use prompt. Results alone are never candidates.
package struct UsageAccount: Sendable {
  private let prompt: PromptTokens
  private let dialect: Dialect
  private let counter: TokenCounter
  private let candidateCount: Int
  private var candidates = TokenTally()
  private var thoughts = 0
  private var toolUsePrompt = TokenTally()
  /// What a further pass would be fed.
  private var context: TokenTally
  /// What code gave, output and files: no part of `metadata` tells them alone, and the guide bills them.
  package private(set) var results = TokenTally()
  /// What a script tells instead of these counts.
  private var override: UsageOverride?

  /// Opens the account.
  ///
  /// - Parameters:
  ///   - prompt: The tokens of the request.
  ///   - dialect: Says what counts and what is told.
  ///   - counter: Counts what the response says.
  ///   - candidateCount: How many times it is said.
  package init(
    prompt: PromptTokens,
    dialect: Dialect = Dialect(),
    counter: TokenCounter = TokenCounter(),
    candidateCount: Int = 1
  ) {
    self.prompt = prompt
    self.dialect = dialect
    self.counter = counter
    self.candidateCount = candidateCount
    context = prompt.all
  }

  /// Counts as the account does.
  func tokens(in text: String) -> Int { counter.tokens(in: text) }

  /// Counts a part of a text whose tokens are known.
  mutating func count(tokens: Int, isThought: Bool) {
    guard isThought else { return countCandidate(tokens) }
    thoughts += tokens * candidateCount
    if dialect.thoughtsInToolUsePrompt { context.text += tokens }
  }

  /// Counts one event.
  ///
  /// - Parameter event: What the response says next.
  package mutating func count(_ event: GenerationEvent) {
    switch event {
    case .text(let text): count(tokens: counter.tokens(in: text), isThought: false)
    case .thought(let text): count(tokens: counter.tokens(in: text), isThought: true)
    case .executableCode(let code): countCandidate(counter.tokens(in: code.code))
    case .codeExecutionResult(let result):
      var tally = TokenTally()
      tally.text = counter.tokens(in: result.output ?? "")
      countResult(tally)
    case .inlineData(let blob):
      let tally = counter.tally(of: blob)
      for _ in 0..<candidateCount { candidates += tally }
      context += tally
    case .outputFile(let blob): countResult(counter.tally(of: blob))
    case .functionCall(let call): countCandidate(counter.tokens(in: call))
    case .part(let part): if case .text(let text) = part.data { countCandidate(counter.tokens(in: text)) }
    case .usage(let override): self.override = override
    case .pause, .fault, .finished: break
    }
  }

  /// Counts that the model is asked once more after a run.
  package mutating func countFurtherPass() {
    toolUsePrompt += context
  }

  /// The counts so far in the API's form.
  package var metadata: UsageMetadata {
    let toolUse = toolUsePrompt.total
    let said = candidates.total
    var usage = UsageMetadata()
    usage.promptTokenCount = prompt.all.total
    usage.cachedContentTokenCount = prompt.cached.total > 0 ? prompt.cached.total : nil
    usage.candidatesTokenCount = said > 0 ? said : nil
    usage.toolUsePromptTokenCount = toolUse > 0 ? toolUse : nil
    usage.thoughtsTokenCount = thoughts > 0 ? thoughts : nil
    usage.totalTokenCount = prompt.all.total + said + toolUse + thoughts
    usage.promptTokensDetails = prompt.all.details
    usage.cacheTokensDetails = prompt.cached.details
    usage.candidatesTokensDetails = dialect.candidatesTokensDetails ? candidates.details : []
    usage.toolUsePromptTokensDetails = toolUsePrompt.details
    usage.serviceTier = dialect.serviceTier
    usage.trafficType = dialect.trafficType
    override?.apply(to: &usage)
    return usage
  }

  private mutating func countResult(_ tally: TokenTally) {
    results += tally
    context += tally
  }

  private mutating func countCandidate(_ tokens: Int) {
    candidates.text += tokens * candidateCount
    context.text += tokens
  }
}
