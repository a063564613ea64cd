import GeminiAPI
import Generation
import ModelBackends

/// The state of a session whose setup was accepted: what was said, what is being said, what waits.
///
/// The client's side is in `LiveTalk+Client`, the model's in `LiveTalk+Model`.
struct LiveTalk: Sendable {
  let opening: LiveOpening
  private let identifiers: LiveIdentifiers
  /// What is asked beside the contents.
  var asked: LiveRequest
  var history: LiveHistory
  /// Nil at rest.
  var turn: LiveTurn?
  /// In the order in which they were made.
  var calls: [OpenCall] = []
  var held: [HeldInput] = []
  /// Answers that become known, and are not spoken of, once the turn at hand is over.
  var silent: [OpenCall] = []
  /// Answers that are spoken once nothing else is.
  var late: [OpenCall] = []
  /// Whether contents up to the first `turnComplete` are only history.
  var takesHistory: Bool
  /// What the user does by voice or hand, from its start to its end.
  var activity: LiveActivity?
  /// The last picture the client showed since a question.
  var frame: Blob?
  /// Why the session ends, once it does.
  private(set) var closing: LiveClose?
  private var runCount = 0
  private var hasToldHandle = false
  /// Tokens of the conversation after the last turn.
  private var contextTokens = 0

  init(_ opening: LiveOpening, _ identifiers: LiveIdentifiers) {
    self.opening = opening
    self.identifiers = identifiers
    asked = LiveRequest(opening.setup)
    history = LiveHistory(opening.contents)
    takesHistory = opening.setup.historyConfig?.initialHistoryInClientContent == true
  }

  typealias Effect = LiveSessionState.Effect

  var activeRun: Int? { turn?.run }

  func nextCallID() -> String { identifiers.nextCall() }

  mutating func close(_ status: Status) { closing = closing ?? LiveClose(status) }

  // MARK: - Runs

  /// Asks the model; the turn is a new one, or the one that waited for calls.
  ///
  /// - Parameters:
  ///   - content: Which content asks in a new turn; nil for the last one that does.
  ///   - effects: Takes what to do.
  mutating func ask(about content: Int? = nil, _ effects: inout [Effect]) {
    guard history.byteCount <= LiveLimits.contentByteCount else { return close(.tooLargeASession) }
    runCount += 1
    if turn == nil {
      if hasToldHandle {
        hasToldHandle = false
        effects.append(.send(BidiGenerateContentServerMessage(.sessionResumptionUpdate(handle: nil))))
      }
      turn = LiveTurn(run: runCount, askingContent: content)
    } else {
      turn?.goOn(run: runCount)
    }
    effects.append(.begin(run: runCount, asked.question(history.contents, askingContent: turn?.askingContent)))
  }

  /// Ends the turn at hand as the model's own.
  mutating func complete(_ effects: inout [Effect]) {
    guard let turn else { return }
    if !turn.members.isEmpty {
      var content = BidiGenerateContentServerMessage.ServerContent()
      content.otherMembers = turn.members
      effects.append(.send(.content(content)))
    }
    effects.append(.send(.content(.generationComplete)))
    tellTurnComplete(turn, &effects)
    finish(turn)
    rest(&effects)
  }

  func tellTurnComplete(_ turn: LiveTurn, _ effects: inout [Effect]) {
    var content = BidiGenerateContentServerMessage.ServerContent.turnComplete
    if opening.traits.interactionStatus { content.interactionStatus = calls.isEmpty ? "IDLE" : "IN_PROGRESS" }
    let usage = turn.usage.map { LiveUsageMetadata($0, modality: opening.modality) }
    effects.append(.send(.content(content, usage: usage)))
  }

  /// Stops what the model says or waits for, because the user spoke.
  ///
  /// What was said up to here stays said; calls the model waited for are called off.
  mutating func interrupt(_ effects: inout [Effect]) {
    guard let turn else { return }
    let calledOff = calls.filter { $0.isBlocking && $0.answer == nil }.map(\.id)
    calls.removeAll(where: \.isBlocking)
    if !calledOff.isEmpty {
      effects.append(.send(BidiGenerateContentServerMessage(.toolCallCancellation(calledOff))))
    }
    if let run = turn.run { effects.append(.cancel(run: run)) }
    if !turn.isTold {
      effects.append(.send(.content(.interrupted)))
      tellTurnComplete(turn, &effects)
    }
    finish(turn)
  }

  /// Enters what was said, and what became known meanwhile, into the history.
  private mutating func finish(_ turn: LiveTurn) {
    history.append(said: turn.said.parts)
    enter(silent)
    (self.turn, silent) = (nil, [])
    if let usage = turn.usage {
      contextTokens = (usage.promptTokenCount ?? 0) + (usage.candidatesTokenCount ?? 0)
    }
    compress()
  }

  /// Says where the session can be resumed, and goes on with what waited for the end of the turn.
  mutating func rest(_ effects: inout [Effect]) {
    guard closing == nil else { return }
    tellHandle(&effects)
    while turn == nil, let next = held.first {
      held.removeFirst()
      history.append(next.turns)
      if next.asks { ask(&effects) }
    }
    guard turn == nil, let answer = late.first else { return }
    late.removeFirst()
    speak(of: answer, &effects)
  }

  /// Enters an answer that came late, and asks the model to speak of it.
  mutating func speak(of answered: OpenCall, _ effects: inout [Effect]) {
    enter([answered])
    ask(about: answered.askingContent, &effects)
  }

  /// Enters answered calls into the history.
  mutating func enter(_ answered: [OpenCall]) {
    history.append(answered.compactMap { open in open.answer.map { (open.call, $0) } })
  }

  mutating func tellHandle(_ effects: inout [Effect]) {
    guard opening.tellsHandles, turn == nil else { return }
    let handle = identifiers.nextHandle()
    let memory = LiveMemory(model: opening.model, contents: history.contents, byteCount: history.byteCount)
    effects.append(.keep(handle: handle, memory))
    effects.append(.send(BidiGenerateContentServerMessage(.sessionResumptionUpdate(handle: handle))))
    hasToldHandle = true
  }

  // MARK: - The length of the conversation

  /// Drops the oldest turns where the client wants a sliding window and the conversation has outgrown it.
  private mutating func compress() {
    guard let window = opening.setup.contextWindowCompression, let sliding = window.slidingWindow else { return }
    let trigger = window.triggerTokens ?? LiveTalk.contextWindow * 8 / 10
    guard contextTokens > max(trigger, 1) else { return }
    let target = min(sliding.targetTokens ?? trigger / 2, trigger)
    let dropped = history.keep(share: Double(target) / Double(contextTokens))
    contextTokens = min(contextTokens, target)
    guard dropped > 0 else { return }
    calls = calls.map { $0.shifted(by: dropped) }
    late = late.map { $0.shifted(by: dropped) }
  }

  /// Tokens of the context of every model of the Live API, by its guide.
  private static let contextWindow = 128_000

  // MARK: - The clock

  mutating func elapsed(_ timer: LiveTimer, _ effects: inout [Effect]) {
    switch timer {
    case .goAway(let timeLeft):
      tellGoAway(timeLeft, &effects)
      effects.append(.wait(.over, timeLeft))
    case .over: close(.goAwayIgnored)
    case .down: closing = closing ?? .goingAway
    case .setup: break
    }
  }

  /// Tells the client that the server goes down.
  mutating func leave(_ effects: inout [Effect]) {
    tellGoAway(LiveLimits.drainTime, &effects)
    effects.append(.wait(.down, LiveLimits.drainTime))
  }

  private func tellGoAway(_ timeLeft: Duration, _ effects: inout [Effect]) {
    let milliseconds = Int(timeLeft / .milliseconds(1))
    effects.append(.send(BidiGenerateContentServerMessage(.goAway(milliseconds: milliseconds))))
  }
}

extension OpenCall {
  /// The same call after the oldest contents were dropped; one whose question is gone belongs to none.
  fileprivate func shifted(by count: Int) -> OpenCall {
    let content = askingContent.flatMap { $0 >= count ? $0 - count : nil }
    return OpenCall(call: call, isBlocking: isBlocking, askingContent: content, answer: answer)
  }
}

extension Status {
  fileprivate static let tooLargeASession = invalidArgument(
    "The session holds more than \(LiveLimits.contentByteCount >> 20) MiB; begin a new one, or turn on a sliding window."
  )
}
