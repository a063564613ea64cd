package import GeminiAPI
package import ModelBackends

/// Answers from fixtures: the first that matches the last turn of the user's speaks.
///
/// Nothing leaves the machine; between two requests only their number is kept, for scripts and `call`.
package final class ScriptedBackend: PartialBackend {
  private let source: FixtureSource
  package let memory: FixtureMemory
  private let disturbanceState = DisturbanceState()
  private let missPolicy: MissPolicy?
  private let onMiss: @Sendable () -> Void

  /// Creates the backend.
  ///
  /// - Parameters:
  ///   - source: Has the fixtures that answer.
  ///   - memory: Counts requests for fixtures that depend on their number.
  ///   - missPolicy: What is answered where no fixture matches; nil for an error, and for the words of the built-in script
  ///     where that is what answers.
  ///   - onMiss: Called for every prompt no fixture answers.
  package init(
    source: FixtureSource,
    memory: FixtureMemory,
    missPolicy: MissPolicy?,
    onMiss: @escaping @Sendable () -> Void
  ) {
    self.source = source
    self.memory = memory
    self.missPolicy = missPolicy
    self.onMiss = onMiss
  }

  package func respond(to conversation: Conversation) async throws(Status) -> ModelAnswer {
    .turns(try await responder(to: conversation))
  }

  package func answer(to conversation: Conversation) async throws(Status) -> ModelAnswer? {
    switch try await search(conversation) {
    case .found(let responder): .turns(responder)
    case .missed: nil
    }
  }

  /// Chooses who speaks the answer; somebody does, also where no fixture matches.
  package func responder(to conversation: Conversation) async throws(Status) -> any ModelResponder {
    let miss: Miss
    switch try await search(conversation) {
    case .found(let responder): return responder
    case .missed(let found): miss = found
    }
    onMiss()
    conversation.transport.note?.missed()
    guard miss.fixtures.isBuiltIn, missPolicy == nil else { return try missed(miss, conversation) }
    let context = ReplyContext(turn: miss.turn, captures: Captures())
    return try builtIn(UnknownPromptScript.reply, context, conversation)
  }

  /// A turn no fixture answers.
  private struct Miss {
    var turn: UserTurn
    var choice: FixtureChoice
    /// Those its author thinks of.
    var fixtures: FixtureSet
  }

  private enum Search {
    case found(any ModelResponder)
    case missed(Miss)
  }

  private func search(_ conversation: Conversation) async throws(Status) -> Search {
    let turn = UserTurn(conversation)
    let (ownSet, fixtures) = source.current(in: turn.transport.namespace)
    let ownChance = try disturbed(conversation, by: ownSet?.disturbances)
    // A namespace that only says what goes wrong has its answers from the others.
    let own = ownSet?.count == 0 ? nil : ownSet
    let commonChance = try disturbed(conversation, by: fixtures.disturbances)
    let chance = ownChance ?? commonChance
    if let own, let responder = try await scripted(turn, own, conversation, chance).responder {
      return .found(responder)
    }
    if fixtures.isBuiltIn, let reply = FencedCodeScript.reply(to: turn.prompt) {
      return .found(try builtIn(reply, ReplyContext(turn: turn, captures: Captures()), conversation))
    }
    let (responder, choice) = try await scripted(turn, fixtures, conversation, chance)
    if let responder { return .found(responder) }
    return .missed(Miss(turn: turn, choice: choice, fixtures: own ?? fixtures))
  }

  /// What befalls a request whichever fixture answers it.
  private func disturbed(_ conversation: Conversation, by disturbances: Disturbances?) throws(Status) -> WireFault? {
    guard let disturbances else { return nil }
    if !disturbances.quotas.isEmpty { try disturbanceState.admit(conversation, by: disturbances.quotas, now: .now) }
    guard let chaos = disturbances.chaos, chaos.strikes(.generate) else { return nil }
    switch disturbanceState.chaos(chaos, in: conversation.transport.namespace) {
    case nil, .fileFailed?, .uploadStatusLost?: return nil
    case .error(let status)?: throw status
    case .fault(let fault)?: return fault
    }
  }

  /// What chance does to a request that no script answers.
  ///
  /// - Parameters:
  ///   - route: Where it goes; `generate` is the script's own matter.
  ///   - namespace: Whose chance is drawn.
  /// - Returns: Nil for nothing.
  package func chance(on route: ChaosRoute, in namespace: String) -> ChaosEvent? {
    let (own, all) = source.current(in: namespace)
    for chaos in [own?.disturbances.chaos, all.disturbances.chaos].compactMap(\.self) where chaos.strikes(route) {
      switch disturbanceState.chaos(chaos, in: namespace) {
      case nil: continue
      case .error(let status)?: return .error(status)
      case .fileFailed?: return .fileFailed
      case .uploadStatusLost?: return .uploadStatusLost
      case .fault(let fault)?:
        switch fault.kind {
        case .disconnect: return .brokenConnection(isReset: false)
        case .reset: return .brokenConnection(isReset: true)
        case .stall: return .stall(fault.duration)
        // These break what a model says.
        case .truncate, .badJSON, .badUTF8, .duplicate, .empty: continue
        }
      }
    }
    return nil
  }

  /// The answer of a set of fixtures, nil where none of them has one.
  private func scripted(
    _ turn: UserTurn,
    _ fixtures: FixtureSet,
    _ conversation: Conversation,
    _ chance: WireFault?
  ) async throws(Status) -> (responder: (any ModelResponder)?, choice: FixtureChoice) {
    let choice = try await FixtureChoice(for: turn, among: fixtures.fixtures, memory: memory)
    guard let fixture = choice.fixture, let answer = choice.answer else { return (nil, choice) }
    let context = ReplyContext(turn: turn, captures: choice.captures)
    guard !fixtures.isBuiltIn else { return (try builtIn(answer.reply, context, conversation), choice) }
    conversation.transport.note?.answered(by: fixture.name, at: fixture.location)
    if answer.reply.contains(where: \.hasCode), !conversation.codeExecutionIsOn { throw .toolIsOff(for: fixture) }
    let responder = ScriptedResponder(
      ScriptCursor(reply: answer.reply, context: context),
      contract: ReplyContract(conversation, turn, fixture: fixture),
      fixture: fixture,
      fault: answer.fault ?? fixture.fault ?? chance
    )
    return (responder, choice)
  }

  /// Begins anew: counters, quotas, and what chance decides; of one namespace, or of all.
  package func reset(namespace: String?) {
    memory.reset(namespace: namespace)
    disturbanceState.reset(namespace: namespace)
  }

  private func missed(_ miss: Miss, _ conversation: Conversation) throws(Status) -> any ModelResponder {
    let turn = miss.turn
    let context = ReplyContext(turn: turn, captures: Captures())
    switch missPolicy {
    // Where an upstream answers what is missed, it is asked in the place of this.
    case nil, .error?, .upstream?: throw .noMatch(for: turn, miss.choice, in: miss.fixtures)
    case .echo?: return try builtIn([.parts(ReplyParts(text: .literal(turn.prompt)))], context, conversation)
    case .auto?:
      let reply = FencedCodeScript.reply(to: turn.prompt) ?? AutomaticScript.reply(to: conversation, turn)
      return try builtIn(reply, context, conversation)
    }
  }

  /// An answer no author wrote.
  private func builtIn(
    _ reply: [ReplyStep],
    _ context: ReplyContext,
    _ conversation: Conversation
  ) throws(Status) -> ScriptedResponder {
    if let unfetched = conversation.unfetchedFile { throw unfetched }
    let style: ScriptCursor.CodeStyle = conversation.codeExecutionIsOn ? .executable : .fencedText
    let reply = FormedReply.reply(reply, to: conversation, context.turn)
    return ScriptedResponder(ScriptCursor(reply: reply, context: context, codeStyle: style))
  }
}

extension Status {
  /// The real model writes no executable code without the tool, so a fixture that does is a mistake of the request's.
  fileprivate static func toolIsOff(for fixture: Fixture) -> Status {
    Status(
      code: .failedPrecondition,
      message:
        "Fixture '\(fixture.name)' (\(fixture.location)) replies with code, but the request does not turn on the "
        + "code execution tool. Add \"tools\": [{\"codeExecution\": {}}] to the request."
    )
  }
}
