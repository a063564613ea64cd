package import GeminiAPI

/// Token counts a script tells instead of those counted; nil leaves a count as it is.
package struct UsageOverride: Hashable, Sendable {
  package var prompt: Int?
  package var cached: Int?
  package var candidates: Int?
  package var toolUsePrompt: Int?
  package var thoughts: Int?
  /// Nil for the sum of the others.
  package var total: Int?

  package init() {}

  /// Puts the counts into those of a response; details by modality go where their sum is no longer theirs.
  ///
  /// - Parameter usage: What was counted.
  package func apply(to usage: inout UsageMetadata) {
    if let prompt {
      usage.promptTokenCount = prompt
      usage.promptTokensDetails = []
    }
    if let cached {
      usage.cachedContentTokenCount = cached
      usage.cacheTokensDetails = []
    }
    if let candidates {
      usage.candidatesTokenCount = candidates
      usage.candidatesTokensDetails = []
    }
    if let toolUsePrompt {
      usage.toolUsePromptTokenCount = toolUsePrompt
      usage.toolUsePromptTokensDetails = []
    }
    if let thoughts { usage.thoughtsTokenCount = thoughts }
    let parts = [
      usage.promptTokenCount, usage.candidatesTokenCount, usage.toolUsePromptTokenCount, usage.thoughtsTokenCount,
    ]
    usage.totalTokenCount = total ?? parts.reduce(0) { $0 + ($1 ?? 0) }
  }
}
