import Executions
import GeminiAPI
import ModelBackends

/// Decides how one response goes on: what is asked of the server, what goes out, when the tool is taken away.
///
/// A pure state machine: whoever drives it performs what `next()` says and tells it what came of that.
struct ChatLoop: Sendable {
  enum Action: Sendable {
    case say(ModelDelta)
    /// A block is whole: it goes out, and the turn ends with it.
    case run(ModelDelta)
    case ask(ChatAsk)
    /// Take the next piece of the completion at hand.
    case read
    /// The turn is over.
    case endTurn
  }

  private enum Step: Sendable {
    case delta(ModelDelta)
    case code(id: String, ExecutableCode)
  }

  private enum State {
    case asking
    case reading(ChatPass)
    case done
  }

  let prompt: ChatPrompt
  let upstream: ChatUpstream
  private(set) var turns: [ChatTurn]
  private(set) var usage = UsageSum()
  /// How code came in this response, for the memory of what the model does.
  var forms: Set<CallForm> = []
  private var state = State.asking
  private var waiting: ArraySlice<Step> = []
  private var isTurnOver = false
  /// The call whose code runs now.
  private var running: (id: String, code: String)?
  private var history = RunHistory()
  private var isFinal = false
  /// What is said of the end, where it is not the model's own.
  private var note: String?
  private var asksForAnswer = false
  private var closing: String?
  private var isShortened = false
  /// Whether the model called what nobody offered, and is asked for a block since.
  private var asksForBlock = false
  private var ids = CallIDs()
  /// The count of a completion that was left before its end.
  private var openCount: PassCount?

  init(_ conversation: Conversation, model: String, upstream: ChatUpstream) {
    prompt = ChatPrompt(conversation, model: model)
    self.upstream = upstream
    turns = ChatTurn.all(of: conversation)
  }

  /// Whether the completion at hand was left at the end of a block.
  var hasLeft: Bool { openCount != nil }

  /// Begins a turn.
  ///
  /// - Parameters:
  ///   - result: What came of the code of the turn before.
  ///   - runsCode: Whether code of this turn is run.
  mutating func beginTurn(after result: Execution?, runsCode: Bool) {
    isTurnOver = false
    if let result, let block = running.take() { take(result, of: block) }
    if prompt.codeExecutionIsOn, !runsCode { isFinal = true }
    if isFinal { dropCode() }
    if waiting.isEmpty, case .done = state {
      state = .asking
      if isFinal { closing = Contract.answerNow }
    }
  }

  private mutating func take(_ result: Execution, of block: (id: String, code: String)) {
    turns.append(.ran(id: block.id, history.take(result, of: block.code)))
    if let end = history.end { (isFinal, note) = (true, end) }
  }

  /// Each call wants an answer, also one that is not run.
  private mutating func dropCode() {
    waiting =
      waiting.filter { step in
        guard case .code(let id, _) = step else { return true }
        turns.append(.ran(id: id, RunReport(notRun: "This block was not run.")))
        return false
      }[...]
  }

  /// What to do now.
  mutating func next(_ habits: ModelHabits) -> Action {
    if isTurnOver { return .endTurn }
    switch waiting.popFirst() {
    case .delta(let delta)?: return .say(delta)
    case .code(let id, let code)?:
      (running, isTurnOver) = ((id, code.code), true)
      return .run(.executableCode(code))
    case nil: break
    }
    switch state {
    case .reading: return .read
    case .done: return .endTurn
    case .asking:
      let left = prompt.maxOutputTokens.map { $0 - usage.completion }
      if let left, left <= 0, usage.completion > 0 {
        state = .done
        return .say(.finish(.maxTokens, message: nil))
      }
      return .ask(ask(habits, tokensLeft: left))
    }
  }

  private func ask(_ habits: ModelHabits, tokensLeft: Int?) -> ChatAsk {
    let way = asksForBlock ? .fence : habits.way(upstream.mode)
    // Four bytes a token: a quarter of the context for one output.
    let limit = min(RunReport.maximumBytes, max(upstream.context ?? .max, RunReport.shortenedBytes))
    let style = ChatStyle(
      isNative: way.offersTool,
      codeFunction: prompt.codeFunction,
      vision: upstream.vision ?? !habits.takesNoImages,
      outputLimit: isShortened ? min(limit, 4 * RunReport.shortenedBytes) : limit,
      oldOutputLimit: isShortened ? RunReport.shortenedBytes : limit
    )
    // What it is told stays the same in all of the response, for servers keep what they have read of a prompt.
    let readsFences = way.readsFences && !(way.offersTool && forms.contains(.native))
    var ask = ChatAsk(way: way, habits: habits, readsFences: readsFences, style: style)
    ask.isFinal = isFinal
    ask.noticesStrangers = way == .native(alsoFence: true) && prompt.mayAskForBlock && !isFinal && !history.hasRun
    ask.isBegun = prompt.codeExecutionIsOn && !isFinal && (!history.hasRun || history.wantsBlock)
    ask.closing = closing
    ask.tokensLeft = tokensLeft
    return ask
  }

  /// A completion begins.
  mutating func begin(_ ask: ChatAsk, promptBytes: Int) {
    state = .reading(ChatPass(ask, prompt, promptBytes: promptBytes))
    closing = nil
  }

  /// The context was too short; what code gave is told in fewer words, once.
  ///
  /// - Returns: Whether there are fewer words now.
  mutating func shorten() -> Bool {
    guard !isShortened else { return false }
    isShortened = true
    return turns.contains { turn in
      guard case .ran(_, let report) = turn else { return false }
      return report.output.utf8.count + report.failure.utf8.count > RunReport.shortenedBytes
    }
  }

  /// Takes a piece of the completion; nil for its end.
  mutating func accept(_ event: CompletionEvent?) {
    guard case .reading(var pass) = state else { return }
    // One owner, or each piece would copy what came before.
    state = .done
    let deltas = event.map { pass.take($0) } ?? pass.end()
    waiting += deltas.map(Step.delta)
    if event != nil, !pass.isOver {
      state = .reading(pass)
    } else {
      end(pass, isWhole: event == nil)
    }
  }

  /// Counts a completion that was left before its end.
  ///
  /// - Parameter told: What the server counted, where it could still be heard.
  mutating func settle(_ told: CompletionUsage?) {
    guard var count = openCount.take() else { return }
    if let told { count.told = told }
    usage.add(count)
    if let usage = usage.override { waiting = [.delta(.usage(usage))] + waiting }
  }
}

// MARK: - The end of a completion

extension ChatLoop {
  private mutating func end(_ pass: ChatPass, isWhole: Bool) {
    let wishes = Wishes(pass, prompt, isWhole: isWhole, ids: &ids)
    forms.formUnion(wishes.forms)
    if !pass.text.isEmpty || !wishes.acts.isEmpty { turns.append(.model(pass.text, wishes.acts)) }
    let hasWishes = !wishes.codes.isEmpty || !wishes.functions.isEmpty && wishes.fault == nil
    if !hasWishes, wishes.stranger != nil, pass.ask.noticesStrangers { return askForBlock(insteadOf: pass) }
    count(pass, isWhole: isWhole)
    waiting += wishes.codes.map { .code(id: $0.id, $0.code) } + wishes.functions.map { .delta(.functionCall($0)) }
    if !hasWishes { finish(pass, wishes) }
  }

  /// The model called what nobody offered: it is asked once more, in the way that needs no functions.
  private mutating func askForBlock(insteadOf pass: ChatPass) {
    usage.add(pass.count)
    (asksForBlock, state) = (true, .asking)
    // Behind words of its own a model would go on with them.
    closing = pass.text.isEmpty ? nil : Contract.blockInstead
  }

  private mutating func count(_ pass: ChatPass, isWhole: Bool) {
    guard isWhole else { return openCount = pass.count }
    usage.add(pass.count)
    if let told = usage.override { waiting.append(.delta(.usage(told))) }
  }

  /// The completion has neither code nor calls: it is the last one, unless it has no answer.
  private mutating func finish(_ pass: ChatPass, _ wishes: Wishes) {
    switch pass.finishReason {
    case _ where wishes.fault != nil && !pass.isCut:
      waiting.append(.delta(.finish(.malformedFunctionCall, message: wishes.fault)))
    case "length"?: waiting.append(.delta(.finish(.maxTokens, message: nil)))
    case "content_filter"?: waiting.append(.delta(.finish(.safety, message: nil)))
    case _ where pass.text.trimmed.isEmpty && history.hasRun && !asksForAnswer:
      (asksForAnswer, isFinal, closing, state) = (true, true, Contract.finalAnswer, .asking)
    default:
      if let stranger = wishes.stranger {
        waiting.append(.delta(.finish(.unexpectedToolCall, message: Wishes.unexpected(stranger))))
      } else if let note {
        waiting.append(.delta(.finish(.stop, message: note)))
      }
    }
  }
}
