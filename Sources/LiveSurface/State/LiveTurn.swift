import GeminiAPI

/// A turn of the model as the client sees it: one run, or several with calls of functions between them.
struct LiveTurn: Sendable {
  /// The run that goes on; nil while calls wait for the client.
  var run: Int?
  /// Which content the turn answers; nil for the last one that asks.
  let askingContent: Int?
  /// What the run said, for the history.
  var said = LiveSaid()
  /// Calls that are told together with those which follow at once.
  var untoldCalls: [FunctionCall] = []
  /// Whether a call was made that must be answered before the model goes on.
  var waitsForCalls = false
  /// Whether something stood behind such a call: the reply ends with it, and what follows is not said.
  var isCut = false
  /// Whether the client knows that the turn is over; calls of it may still be open.
  var isTold = false
  /// What the candidate has beside its content, told before the end.
  var members: [JSONMember] = []
  /// The counts of runs that are over.
  private var earlier: UsageMetadata?
  /// The counts of the run at hand, after its last event.
  var current: UsageMetadata?

  init(run: Int, askingContent: Int?) { (self.run, self.askingContent) = (run, askingContent) }

  /// Goes on with another run, once calls are answered.
  mutating func goOn(run: Int) {
    earlier = usage
    (self.run, current, waitsForCalls, isCut, isTold) = (run, nil, false, false, false)
  }

  /// The counts of all runs: the prompt is the last one's, which holds those before it; what was said adds up.
  var usage: UsageMetadata? {
    guard let earlier, var sum = current else { return current ?? earlier }
    sum.candidatesTokenCount = (sum.candidatesTokenCount ?? 0) + (earlier.candidatesTokenCount ?? 0)
    let thoughts = (sum.thoughtsTokenCount ?? 0) + (earlier.thoughtsTokenCount ?? 0)
    let toolUse = (sum.toolUsePromptTokenCount ?? 0) + (earlier.toolUsePromptTokenCount ?? 0)
    sum.thoughtsTokenCount = thoughts > 0 ? thoughts : nil
    sum.toolUsePromptTokenCount = toolUse > 0 ? toolUse : nil
    sum.totalTokenCount = (sum.promptTokenCount ?? 0) + (sum.candidatesTokenCount ?? 0) + thoughts + toolUse
    sum.candidatesTokensDetails = []
    sum.toolUsePromptTokensDetails = []
    return sum
  }
}

/// What was said, in parts; neighbouring pieces of text are one.
struct LiveSaid: Sendable {
  private var closed: [Part] = []
  private var text = ""

  mutating func append(_ part: Part) {
    if case .text(let more)? = part.data, !part.thought {
      text += more
    } else if !part.thought {
      closed = parts
      text = ""
      closed.append(part)
    }
  }

  var parts: [Part] { text.isEmpty ? closed : closed + [.text(text)] }
}

/// A call of a function that the client has not answered.
struct OpenCall: Sendable {
  var call: FunctionCall
  /// Whether the model waits for the answer.
  let isBlocking: Bool
  /// Which content the call belongs to.
  let askingContent: Int?
  var answer: FunctionResponse?

  var id: String { call.id ?? "" }
}

/// Something typed that waits until the model has spoken.
struct HeldInput: Sendable {
  var turns: [Content]
  var asks: Bool
}
