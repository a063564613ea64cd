import GeminiAPI
import ModelBackends

/// What the client says.
extension LiveTalk {
  mutating func hear(_ message: BidiGenerateContentClientMessage.Kind, _ effects: inout [Effect]) {
    switch message {
    case .setup: close(.setupNotFirst)
    case .clientContent(let content): hear(content, &effects)
    case .realtimeInput(let input): hear(input, &effects)
    case .toolResponse(let response):
      for answer in response.functionResponses where closing == nil { hear(answer, &effects) }
    case .contextUpdate(let update): hear(update)
    }
  }

  private mutating func hear(_ content: BidiGenerateContentClientContent, _ effects: inout [Effect]) {
    for turn in content.turns {
      guard let fault = fault(of: turn) else { continue }
      return close(fault)
    }
    if takesHistory {
      history.append(content.turns)
      if content.turnComplete == true { takesHistory = false }
      return
    }
    type(content.turns, asks: content.turnComplete == true, &effects)
  }

  private func fault(of content: Content) -> Status? {
    switch content.role {
    case "user", "model": nil
    case nil where !opening.traits.rolesRequired, "" where !opening.traits.rolesRequired: nil
    default: .invalidArgument("Please use a valid role: user, model.")
    }
  }

  /// Takes what is typed: it interrupts the model, or waits for it.
  private mutating func type(_ turns: [Content], asks: Bool, _ effects: inout [Effect]) {
    guard let turn else { return enter(turns, asks: asks, &effects) }
    let isCalling = turn.waitsForCalls || calls.contains(where: \.isBlocking)
    let rule = isCalling ? opening.traits.typingWhileCalling : opening.traits.typingWhileSpeaking
    guard rule == .interrupts else {
      let size = (held.lazy.flatMap(\.turns) + turns).reduce(0) { $0 + LiveHistory.byteCount(of: $1) }
      guard size + held.count * 100 <= LiveLimits.contentByteCount else { return close(.tooMuchWaits) }
      held.append(HeldInput(turns: turns, asks: asks))
      return
    }
    interrupt(&effects)
    enter(turns, asks: asks, &effects)
  }

  /// Enters what was typed; the session is at rest.
  private mutating func enter(_ turns: [Content], asks: Bool, _ effects: inout [Effect]) {
    history.append(turns)
    guard asks else { return }
    guard !history.contents.isEmpty else { return close(.liveInvalidArgument) }
    ask(&effects)
  }

  // MARK: - As it is spoken

  private mutating func hear(_ input: BidiGenerateContentRealtimeInput, _ effects: inout [Effect]) {
    if input.activityStart { beginActivity(&effects) }
    let chunk = input.mediaChunks.first
    if let sound = input.audio ?? chunk.flatMap({ $0.isPicture ? nil : $0 }), activity != nil, !sound.data.isEmpty {
      activity?.hasSound = true
    }
    if let picture = input.video ?? chunk.flatMap({ $0.isPicture ? $0 : nil }), !picture.data.isEmpty {
      guard picture.isPicture else { return close(.notAPicture(picture.mimeType)) }
      frame = picture
    }
    if let text = input.text {
      if activity != nil { activity?.append(text) } else { ask(with: [text], &effects) }
    }
    if input.activityEnd { endActivity(&effects) }
    if input.audioStreamEnd == true, !opening.detectsActivity { close(.streamEndByHand) }
  }

  private mutating func beginActivity(_ effects: inout [Effect]) {
    guard !opening.detectsActivity else { return close(.explicitActivity) }
    guard activity == nil else { return }
    activity = LiveActivity()
    guard opening.activityInterrupts, turn != nil else { return }
    interrupt(&effects)
    // Whoever speaks now has gone on from what was typed before.
    for input in held { history.append(input.turns) }
    held = []
    tellHandle(&effects)
  }

  private mutating func endActivity(_ effects: inout [Effect]) {
    guard !opening.detectsActivity else { return close(.explicitActivity) }
    guard let ended = activity.take() else { return }
    guard ended.isEmpty else {
      if !ended.texts.isEmpty { ask(with: ended.texts, &effects) }
      return
    }
    let usage = LiveUsageMetadata(UsageMetadata(), modality: opening.modality)
    effects.append(.send(.content(.turnComplete, usage: usage)))
    close(.emptyActivity)
  }

  private mutating func ask(with texts: [String], _ effects: inout [Effect]) {
    let picture = frame.take().map { [Part.inlineData($0)] } ?? []
    type([Content(role: "user", parts: picture + texts.map(Part.text))], asks: true, &effects)
  }

  // MARK: - Answers

  /// Takes an answer; one to a call that is not open, or no longer, is dropped.
  private mutating func hear(_ answer: FunctionResponse, _ effects: inout [Effect]) {
    guard let index = index(of: answer) else { return }
    if opening.traits.calls == .nonBlocking, answer.scheduling != nil { return close(.liveInvalidArgument) }
    var answered = calls[index]
    answered.answer = answer
    if answered.isBlocking {
      calls[index] = answered
      return goOnIfAnswered(&effects)
    }
    if answer.willContinue != true { calls.remove(at: index) }
    switch answer.scheduling {
    case "SILENT": if turn == nil { enter([answered]) } else { silent.append(answered) }
    case "INTERRUPT":
      interrupt(&effects)
      speak(of: answered, &effects)
    default: if turn == nil { speak(of: answered, &effects) } else { late.append(answered) }
    }
    if late.count + silent.count > LiveLimits.openCallCount { close(.tooManyAnswers) }
  }

  private func index(of answer: FunctionResponse) -> Int? {
    guard let id = answer.id, !id.isEmpty else {
      let named = calls.indices.filter { calls[$0].call.name == answer.name && calls[$0].answer == nil }
      return named.count == 1 ? named[0] : nil
    }
    return calls.firstIndex { $0.id == id && $0.answer == nil }
  }

  /// Lets the model go on once it has all the answers it waits for.
  mutating func goOnIfAnswered(_ effects: inout [Effect]) {
    let blocking = calls.filter(\.isBlocking)
    guard let turn, turn.run == nil, turn.waitsForCalls, blocking.allSatisfy({ $0.answer != nil }) else { return }
    history.append(said: turn.said.parts)
    enter(blocking)
    calls.removeAll(where: \.isBlocking)
    self.turn?.said = LiveSaid()
    ask(&effects)
  }

  private mutating func hear(_ update: BidiGenerateContentContextUpdate) {
    asked.update(update)
    if asked.runsCode, !opening.traits.codeExecution { close(.noCodeExecution(opening.model)) }
  }
}

extension Blob {
  fileprivate var isPicture: Bool { mimeType.lowercased().hasPrefix("image/") }
}

extension Status {
  fileprivate static let tooMuchWaits = invalidArgument("Too much is typed while the model waits for a call's answer.")
  fileprivate static let tooManyAnswers = invalidArgument("Too many answers wait until the model has spoken.")
  fileprivate static let streamEndByHand = invalidArgument(
    "audioStreamEnd is not supported when automatic activity detection is disabled; send activityEnd."
  )

  fileprivate static func notAPicture(_ type: String) -> Status {
    .invalidArgument("Unsupported video type \(type.prefix(bytes: 60)); send pictures such as image/jpeg.")
  }

  /// The tool in a session of a model that has none.
  static func noCodeExecution(_ model: String) -> Status {
    .invalidArgument("Code execution is not supported for models/\(model.prefix(bytes: 60)) in the Live API.")
  }
}
