package import CodeExecution
package import GeminiAPI
package import ModelBackends

/// Decides what one response does next: ask the model, run its code, or end.
///
/// A pure state machine: it performs no I/O, so every rule of code execution can be tested as a table. The caller
/// performs what `next()` says, hands the outcome to `accept`, and sends the events it gets back, in their order.
package struct TurnLoop: Sendable {
  /// What the caller performs before it calls `accept`.
  package enum Action: Hashable, Sendable {
    /// Ask the model for a turn; the value is what came of the last turn's code, nil at first.
    case askModel(ExecutedCode?)
    case execute(ExecutableCode)
    /// Nothing follows.
    case finish(Ending)
    /// Nothing follows but this error.
    case fail(Status)
  }

  private enum State: Hashable, Sendable {
    case ready(Action)
    case awaitingTurn
    case awaitingOutput(ExecutableCode)
    case ended
  }

  private let limits: GenerationLimits
  private let codeExecutionIsOn: Bool
  private var state = State.ready(.askModel(nil))
  /// The rest of a turn that was interrupted by code.
  private var waiting: ArraySlice<ModelDelta> = []
  /// The last code of the turn at hand and its result.
  private var ranInTurn: ExecutedCode?
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

  /// The next thing to do; nil once the response has ended or while an answer is owed to `accept`.
  package mutating func next() -> Action? {
    guard case .ready(let action) = state else { return nil }
    state =
      switch action {
      case .askModel: .awaitingTurn
      case .execute(let code): .awaitingOutput(code)
      case .finish, .fail: .ended
      }
    return action
  }

  /// Takes the model's turn, up to its first code or its end.
  ///
  /// - Parameter turn: All deltas of the turn, in order.
  /// - Returns: What to send; empty where no turn was asked for.
  package mutating func accept(_ turn: [ModelDelta]) -> [GenerationEvent] {
    guard case .awaitingTurn = state else { return [] }
    waiting = turn[...]
    ranInTurn = nil
    callsFunction = false
    return takeWaiting()
  }

  /// Takes what came of the code, then the rest of the turn it stood in.
  ///
  /// - Parameter output: The block's result and files.
  /// - Returns: The result, each file alone, and what the model had said after the code; empty where no run was asked for.
  package mutating func accept(_ output: CodeExecutionOutput) -> [GenerationEvent] {
    guard case .awaitingOutput(let code) = state else { return [] }
    let executed = ExecutedCode(code, output)
    ranInTurn = executed
    count(executed.result.outcome)

    var events: [GenerationEvent] = [.codeExecutionResult(executed.result)]
    for file in output.files {
      // The Gemini API has no display name here, and its SDK refuses to send one back in the next turn.
      events.append(.outputFile(Blob(mimeType: file.mimeType, data: file.data)))
    }
    return events + takeWaiting()
  }

  private mutating func count(_ outcome: Outcome) {
    blocks += 1
    if outcome != .ok { failedBlocks += 1 }
    if failedBlocks >= limits.maximumFailedBlocks {
      lastTurnEnding = Ending(.stop, message: Self.tooManyFailures(limits.maximumFailedBlocks))
    } else if blocks >= limits.maximumBlocks {
      lastTurnEnding = Ending(.stop, message: Self.tooManyBlocks(limits.maximumBlocks))
    }
  }

  private mutating func takeWaiting() -> [GenerationEvent] {
    var events: [GenerationEvent] = []
    while let delta = waiting.popFirst() {
      switch delta {
      case .text(let text): if !text.isEmpty { events.append(.text(text)) }
      case .thought(let text): if !text.isEmpty { events.append(.thought(text)) }
      case .inlineData(let blob): events.append(.inlineData(blob))
      case .part(let part):
        if case .functionCall? = part.data { hasCalledFunction = true }
        events.append(.part(part))
      case .pause(let duration): events.append(.pause(duration))
      case .usage(let usage): events.append(.usage(usage))
      case .fault(let fault): events.append(.fault(fault))
      case .candidateMembers(let members):
        let names = Set(members.map(\.key.text))
        candidateMembers = candidateMembers.filter { !names.contains($0.key.text) } + members
      case .codePlan: break
      case .functionCall(let call):
        callsFunction = true
        hasCalledFunction = true
        events.append(.functionCall(call))
      case .executableCode(let code):
        if lastTurnEnding != nil { continue }
        guard codeExecutionIsOn else {
          state = .ready(.finish(Ending(.unexpectedToolCall, message: Self.toolIsOff)))
          return events
        }
        state = .ready(.execute(code))
        events.append(.executableCode(code))
        return events
      case .finish(let reason, let message):
        let isPlain = reason == .stop && message == nil
        state = .ready(.finish(rated(isPlain ? plainEnding : Ending(reason, message: message))))
        return events
      case .block(let feedback):
        var ending = Ending(.stop)
        ending.promptFeedback = feedback
        state = .ready(.finish(ending))
        return events
      case .fail(let status):
        state = .ready(.fail(status))
        return events
      }
    }
    endTurn()
    return events
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

extension ExecutedCode {
  /// What came of a block as models, scripts and records see it.
  init(_ code: ExecutableCode, _ output: CodeExecutionOutput) {
    var result = output.result
    result.id = code.id
    self.init(
      code: code,
      result: result,
      programText: output.programText,
      notices: output.notices,
      files: output.files,
      standardError: output.facts?.standardError ?? "",
      exitStatus: output.facts?.exitStatus,
      duration: output.facts?.duration ?? .zero
    )
  }
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
