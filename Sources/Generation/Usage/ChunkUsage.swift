import GeminiAPI
import ModelBackends

/// Decides which token counts a chunk before the last one shows; those of the last are always the whole response's.
struct ChunkUsage: Sendable {
  private let dialect: Dialect
  private let hiddenPromptTokens: Int
  /// The whole response's counts after the event before.
  private var before = UsageMetadata()
  /// Those at the end of the passes before this one.
  private var earlierPasses = UsageMetadata()

  /// - Parameters:
  ///   - dialect: Says which counts are shown.
  ///   - hiddenPromptTokens: How many tokens of the prompt no one wrote.
  init(dialect: Dialect, hiddenPromptTokens: Int) {
    self.dialect = dialect
    self.hiddenPromptTokens = hiddenPromptTokens
  }

  /// Takes the counts after an event.
  ///
  /// - Parameters:
  ///   - usage: The whole response's counts.
  ///   - event: The event.
  /// - Returns: What its chunk shows; nil leaves the counts out.
  mutating func shown(_ usage: UsageMetadata, for event: GenerationEvent) -> UsageMetadata? {
    if usage.toolUsePromptTokenCount != before.toolUsePromptTokenCount { earlierPasses = before }
    before = usage
    if dialect.usageChunks == .lastChunk {
      guard let trafficType = usage.trafficType else { return nil }
      var shown = UsageMetadata()
      shown.trafficType = trafficType
      return shown
    }
    let counts = dialect.usageScope == .pass ? pass(of: usage) : usage
    switch event {
    case .codeExecutionResult, .outputFile: return dialect.usageOnResults == .promptOnly ? promptOnly(counts) : counts
    default: return counts
    }
  }

  private func pass(of usage: UsageMetadata) -> UsageMetadata {
    let prompt = (usage.promptTokenCount ?? 0) - hiddenPromptTokens
    let candidates = (usage.candidatesTokenCount ?? 0) - (earlierPasses.candidatesTokenCount ?? 0)
    let thoughts = (usage.thoughtsTokenCount ?? 0) - (earlierPasses.thoughtsTokenCount ?? 0)
    var shown = usage
    shown.promptTokenCount = prompt
    shown.candidatesTokenCount = candidates > 0 ? candidates : nil
    shown.thoughtsTokenCount = thoughts > 0 ? thoughts : nil
    shown.toolUsePromptTokenCount = nil
    shown.toolUsePromptTokensDetails = []
    shown.candidatesTokensDetails = []
    shown.totalTokenCount = prompt + candidates + thoughts
    shown.promptTokensDetails = usage.promptTokensDetails.compactMap { detail in
      guard detail.modality == .text else { return detail }
      let count = detail.tokenCount - hiddenPromptTokens
      return count > 0 ? ModalityTokenCount(modality: .text, tokenCount: count) : nil
    }
    return shown
  }

  private func promptOnly(_ usage: UsageMetadata) -> UsageMetadata {
    var shown = UsageMetadata(promptTokenCount: usage.promptTokenCount, totalTokenCount: usage.promptTokenCount)
    shown.promptTokensDetails = usage.promptTokensDetails
    shown.serviceTier = usage.serviceTier
    shown.trafficType = usage.trafficType
    return shown
  }
}
