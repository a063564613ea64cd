import GeminiAPI
import Generation
import ModelBackends

/// What the model says.
extension LiveTalk {
  /// Takes an event of a run.
  mutating func say(_ event: GenerationEvent, _ usage: UsageMetadata, run: Int, _ effects: inout [Effect]) {
    guard turn?.run == run else { return }
    turn?.current = usage
    switch event {
    case .functionCall(let call): take(call)
    case .part(let part):
      if case .functionCall(let call)? = part.data { take(call) } else { say(part, &effects) }
    // It stands between any two pieces of what a model says as it makes it, also between calls made together.
    case .pause(.zero), .usage, .fault: break
    case .pause: tellCalls(&effects)
    case .finished(let ending):
      tellCalls(&effects)
      if turn?.isCut != true { turn?.members = ending.candidateMembers.filter(\.isOfServerContent) }
    case .codeExecutionResult(let result) where result.outcome == .ok && (result.output ?? "").isEmpty:
      // Code that printed nothing has no result on the wire; the model knows all the same that it ran.
      tellCalls(&effects)
      if turn?.isCut != true { turn?.said.append(.codeExecutionResult(result)) }
    case .text, .thought, .executableCode, .codeExecutionResult, .outputFile, .inlineData:
      if let part = event.part { say(part, &effects) }
    }
  }

  private mutating func say(_ part: Part, _ effects: inout [Effect]) {
    tellCalls(&effects)
    if turn?.waitsForCalls == true { turn?.isCut = true }
    guard turn?.isCut != true else { return }
    turn?.said.append(part)
    let role = opening.surface == .vertex ? "model" : nil
    effects.append(.send(.content(BidiGenerateContentServerMessage.ServerContent(parts: [part], role: role))))
  }

  /// Takes a call; calls that follow one another are told in one message.
  private mutating func take(_ call: FunctionCall) {
    guard let turn, !turn.isCut else { return }
    guard calls.count + turn.untoldCalls.count < LiveLimits.openCallCount else { return close(.tooManyCalls) }
    var call = call
    let isTaken = calls.contains { $0.id == call.id } || turn.untoldCalls.contains { $0.id == call.id }
    if call.id?.isEmpty ?? true || isTaken { call.id = nextCallID() }
    self.turn?.untoldCalls.append(call)
    if isBlocking(call) { self.turn?.waitsForCalls = true }
  }

  private func isBlocking(_ call: FunctionCall) -> Bool {
    let behavior = asked.declaration(of: call.name)?.behavior
    return switch opening.traits.calls {
    case .blocking: true
    case .blockingByDefault: behavior != "NON_BLOCKING"
    case .nonBlockingByDefault: behavior == "BLOCKING"
    case .nonBlocking: false
    }
  }

  private mutating func tellCalls(_ effects: inout [Effect]) {
    guard let turn, !turn.untoldCalls.isEmpty else { return }
    self.turn?.untoldCalls = []
    let asking = turn.askingContent ?? history.lastAsking
    calls += turn.untoldCalls.map { OpenCall(call: $0, isBlocking: isBlocking($0), askingContent: asking) }
    effects.append(.send(BidiGenerateContentServerMessage(.toolCall(turn.untoldCalls))))
  }

  /// Takes the end of a run.
  mutating func ended(run: Int, _ ending: LiveRunEnd, _ effects: inout [Effect]) {
    guard turn?.run == run else { return }
    if case .failed(let status) = ending { return close(status) }
    tellCalls(&effects)
    turn?.run = nil
    guard let turn, turn.waitsForCalls else { return complete(&effects) }
    if opening.traits.turnEndsWithCall {
      tellTurnComplete(turn, &effects)
      self.turn?.isTold = true
    }
    // A client may have answered while the run was still ending.
    goOnIfAnswered(&effects)
  }
}

extension JSONMember {
  /// Whether a candidate's member is one of `serverContent` too.
  fileprivate var isOfServerContent: Bool { ["groundingMetadata", "urlContextMetadata"].contains(key.text) }
}

extension Status {
  fileprivate static let tooManyCalls = resourceExhausted(
    "\(LiveLimits.openCallCount) calls of functions are not answered; answer them first."
  )
}
