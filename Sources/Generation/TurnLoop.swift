package import Executions
package import GeminiAPI
package import ModelBackends

/// Decides what one response does next: ask the model, run its code, or end.
///
/// A pure state machine: it performs no I/O, so every rule of code execution can be tested as a table. The caller
/// performs what `next()` says, hands the outcome to `accept`, and sends the events it gets back, in their order.
package struct TurnLoop: Sendable {
  /// What the caller performs before it calls `accept`.
  package enum Action: Hashable, Sendable {
    /// Begin a turn of the model and take its first delta; the value is what came of the last turn's code, nil at first.
    case askModel(Execution?)
    /// Take the next delta of the turn.
    case takeDelta
    case execute(ExecutableCode, CodePlan)
    /// Nothing follows.
    case finish(Ending)
    /// Nothing follows but this error.
    case fail(Status)
  }

  private enum State: Hashable, Sendable {
    /// `.takeDelta` as long as the turn lasts, however many deltas are taken at a time.
    case ready(Action)
    case awaitingExecution
    case ended
  }

  private let limits: GenerationLimits
  private let codeExecutionIsOn: Bool
  private var state = State.ready(.askModel(nil))
  /// What came of the last code of the turn at hand.
  private var ranInTurn: Execution?
  /// A turn that calls a client's function ends the response, whatever else it holds.
  private var callsFunction = false
  /// Whether any turn called a client's function, also in a part of the script's own making.
  package private(set) var hasCalledFunction = false
  /// What else the candidate has at the end of the response.
  private var candidateMembers: [JSONMember] = []
  /// Set once a limit is reached: the model has one more turn, and its code is dropped.
  private var lastTurnEnding: Ending?
  private var blocks = 0
  private var failedBlocks = 0

  /// Creates the loop for one response.
  ///
  /// - Parameters:
  ///   - limits: How many blocks may run and fail.
  ///   - codeExecutionIsOn: Whether the request turned the tool on; where not, code ends the response.
  package init(limits: GenerationLimits = GenerationLimits(), codeExecutionIsOn: Bool = true) {
    self.limits = limits
    self.codeExecutionIsOn = codeExecutionIsOn
  }

  /// Whether code of the turn at hand is run, and not dropped or an error.
  package var runsCode: Bool { codeExecutionIsOn && lastTurnEnding == nil }

  /// The next thing to do; nil once the response has ended or while a run's outcome is owed to `accept`.
  package mutating func next() -> Action? {
    guard case .ready(let action) = state else { return nil }
    switch action {
    case .askModel:
      (ranInTurn, callsFunction) = (nil, false)
      state = .ready(.takeDelta)
    case .takeDelta: break
    case .execute: state = .awaitingExecution
    case .finish, .fail: state = .ended
    }
    return action
  }

  /// Takes the next delta of the turn.
  ///
  /// - Parameter delta: Nil for the end of the turn.
  /// - Returns: What to send; nil for nothing, and where no delta was asked for.
  package mutating func accept(_ delta: ModelDelta?) -> GenerationEvent? {
    guard state == .ready(.takeDelta) else { return nil }
    switch delta {
    case .text(let text)?: return text.isEmpty ? nil : .text(text)
    case .thought(let text)?: return text.isEmpty ? nil : .thought(text)
    case .inlineData(let blob)?: return .inlineData(blob)
    case .usage(let usage)?: return .usage(usage)
    case .functionCall(let call)?:
      (callsFunction, hasCalledFunction) = (true, true)
      return .functionCall(call)
    case .executableCode(let code, let plan)?: return take(code, plan ?? CodePlan())
    case .finish(let reason, let message)?:
      let isPlain = reason == .stop && message == nil
      state = .ready(.finish(rated(isPlain ? plainEnding : Ending(reason, message: message))))
      return nil
    case .script(let directive)?: return obey(directive)
    case nil:
      endTurn()
      return nil
    }
  }

  private mutating func take(_ code: ExecutableCode, _ plan: CodePlan) -> GenerationEvent? {
    guard lastTurnEnding == nil else { return nil }
    guard codeExecutionIsOn else {
      state = .ready(.finish(Ending(.unexpectedToolCall, message: Self.toolIsOff)))
      return nil
    }
    state = .ready(.execute(code, plan))
    return .executableCode(code)
  }

  private mutating func obey(_ directive: Directive) -> GenerationEvent? {
    switch directive {
    case .part(let part):
      if case .functionCall? = part.data { hasCalledFunction = true }
      return .part(part)
    case .pause(let duration): return .pause(duration)
    case .fault(let fault): return .fault(fault)
    case .candidateMembers(let members):
      let names = Set(members.map(\.key.text))
      candidateMembers = candidateMembers.filter { !names.contains($0.key.text) } + members
    case .block(let feedback):
      var ending = Ending(.stop)
      ending.promptFeedback = feedback
      state = .ready(.finish(ending))
    case .fail(let status): state = .ready(.fail(status))
    }
    return nil
  }

  /// Takes what came of the code; the turn it stood in goes on.
  ///
  /// Ignored where no run was asked for.
  ///
  /// - Parameter execution: The block's result and files.
  package mutating func accept(_ execution: Execution) {
    guard state == .awaitingExecution else { return }
    ranInTurn = execution
    state = .ready(.takeDelta)
    blocks += 1
    if execution.outcome != .ok { failedBlocks += 1 }
    if failedBlocks >= limits.maximumFailedBlocks {
      lastTurnEnding = Ending(.stop, message: Self.tooManyFailures(limits.maximumFailedBlocks))
    } else if blocks >= limits.maximumBlocks {
      lastTurnEnding = Ending(.stop, message: Self.tooManyBlocks(limits.maximumBlocks))
    }
  }

  private mutating func endTurn() {
    if let ranInTurn, !callsFunction {
      state = .ready(.askModel(ranInTurn))
    } else {
      state = .ready(.finish(rated(plainEnding)))
    }
  }

  private func rated(_ ending: Ending) -> Ending {
    var ending = ending
    ending.candidateMembers = candidateMembers
    return ending
  }

  private var plainEnding: Ending { lastTurnEnding ?? Ending(.stop) }
}

// MARK: - What people read in `finishMessage`

extension TurnLoop {
  package static let toolIsOff =
    "Unexpected tool call: the model wrote code, but the request has no code_execution tool."

  package static func tooManyFailures(_ count: Int) -> String {
    "\(count) code blocks of this response failed, which is the limit; no further code was run."
  }

  package static func tooManyBlocks(_ count: Int) -> String {
    "\(count) code blocks of this response ran, which is the limit; no further code was run."
  }
}
