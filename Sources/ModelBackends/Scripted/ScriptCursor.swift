import GeminiAPI

/// Where a reply stands: pure, so that its way through steps and attempts can be tested without a run.
struct ScriptCursor: Sendable {
  /// What becomes of code where the request did not turn the tool on.
  enum CodeStyle: Sendable {
    case executable
    /// Shown in a fence; what comes after it needs a result and is left out.
    case fencedText
  }

  private let reply: [ReplyStep]
  private let codeStyle: CodeStyle
  private var context: ReplyContext
  private var step = 0
  /// Attempts of the current step that were made.
  private var attempts = 0

  init(reply: [ReplyStep], context: ReplyContext, codeStyle: CodeStyle = .executable) {
    self.reply = reply
    self.context = context
    self.codeStyle = codeStyle
  }

  /// The deltas up to the next code, or up to the end of the reply.
  ///
  /// - Parameter result: What came of the code given last; nil counts as a failure.
  /// - Returns: At most one code, and it is the last; no delta at all once the reply is over.
  mutating func next(after result: ExecutedCode?) -> [ModelDelta] {
    if let result { context.results.append(result) }
    let hasSucceeded = result?.result.outcome == .ok
    var deltas: [ModelDelta] = []
    while step < reply.count {
      switch reply[step] {
      case .parts(let parts):
        step += 1
        if say(parts, in: &deltas) { return deltas }
      case .attempts(let list):
        guard attempts < list.count, attempts == 0 || !hasSucceeded else {
          (step, attempts) = (step + 1, 0)
          continue
        }
        attempts += 1
        if say(list[attempts - 1], in: &deltas) { return deltas }
      }
    }
    return deltas
  }

  /// Adds what a step says; a text that comes out empty is left out.
  ///
  /// - Returns: Whether the turn ends here.
  private mutating func say(_ parts: ReplyParts, in deltas: inout [ModelDelta]) -> Bool {
    if let thought = parts.think?.render(in: context), !thought.isEmpty { deltas.append(.thought(thought)) }
    if let text = parts.text?.render(in: context), !text.isEmpty { deltas.append(.text(text)) }
    deltas += parts.calls.map { .functionCall($0.rendered(in: context)) }
    guard let code = parts.code?.render(in: context) else { return false }
    switch codeStyle {
    case .executable:
      deltas.append(.executableCode(ExecutableCode(language: .python, code: code)))
    case .fencedText:
      step = reply.count
      let advice = "Turn on the code execution tool, `\"tools\": [{\"codeExecution\": {}}]`, to have this run."
      deltas.append(.text(Fence.around(code) + "\n" + advice))
    }
    return true
  }
}
