/// One piece of a completion as the upstream sends it.
package enum CompletionEvent: Hashable, Sendable {
  case content(String)
  case reasoning(String)
  /// A piece of a native call: the name comes once, the arguments in any number of pieces.
  case toolCall(index: Int, id: String?, name: String?, arguments: String)
  /// Why the completion ended, `finish_reason`.
  case finish(String)
  case usage(CompletionUsage)
}

/// What a server counted for one completion, in tokens; nil where it does not say.
package struct CompletionUsage: Hashable, Sendable {
  package var prompt: Int?
  /// Thoughts are among them.
  package var completion: Int?
  package var reasoning: Int?

  package init(prompt: Int? = nil, completion: Int? = nil, reasoning: Int? = nil) {
    (self.prompt, self.completion, self.reasoning) = (prompt, completion, reasoning)
  }
}
