import ModelBackends

/// What one completion came to, as it was seen: a server that is not heard to its end tells no counts.
struct PassCount: Hashable, Sendable {
  /// Servers send a piece for each token as a rule.
  var pieces = 0
  var thoughtBytes = 0
  var otherBytes = 0
  /// Of the request, in bytes.
  var promptBytes = 0
  var told = CompletionUsage()

  /// A token of English and of code has about four bytes.
  var completion: Int { told.completion ?? max(pieces, (thoughtBytes + otherBytes + 3) / 4) }
  var prompt: Int { told.prompt ?? (promptBytes + 3) / 4 }

  /// Those of the completion that were thoughts: by length where the server has one count for both.
  var thoughts: Int {
    let bytes = thoughtBytes + otherBytes
    let share = bytes == 0 ? 0 : completion * thoughtBytes / bytes
    return min(completion, told.reasoning ?? share)
  }
}

/// The counts of all completions of a response.
struct UsageSum: Hashable, Sendable {
  private var passes: [PassCount] = []

  mutating func add(_ pass: PassCount) { passes.append(pass) }

  /// Tokens of the answer so far, thoughts too.
  var completion: Int { passes.reduce(0) { $0 + $1.completion } }

  /// What is told; nil where the server never counted, so that the count made here stays.
  ///
  /// The first prompt is the request's; those of further completions are the tool's.
  var override: UsageOverride? {
    guard let first = passes.first, passes.contains(where: { $0.told.completion != nil }) else { return nil }
    var usage = UsageOverride()
    usage.prompt = first.prompt
    if passes.count > 1 { usage.toolUsePrompt = passes.dropFirst().reduce(0) { $0 + $1.prompt } }
    let thoughts = passes.reduce(0) { $0 + $1.thoughts }
    usage.candidates = completion - thoughts
    if thoughts > 0 { usage.thoughts = thoughts }
    return usage
  }
}
