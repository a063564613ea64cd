package import GeminiAPI

/// Answers from fixtures: the first that matches the last turn of the user's speaks.
///
/// Nothing leaves the machine, and nothing is kept between two requests.
package struct ScriptedBackend: ModelBackend {
  private let fixtures: FixtureSet
  private let onMiss: @Sendable () -> Void

  /// Creates the backend.
  ///
  /// - Parameters:
  ///   - fixtures: What answers.
  ///   - onMiss: Called for every prompt no fixture answers.
  package init(fixtures: FixtureSet, onMiss: @escaping @Sendable () -> Void = {}) {
    self.fixtures = fixtures
    self.onMiss = onMiss
  }

  package func respond(to conversation: Conversation) async throws(Status) -> any ModelResponder {
    let turn = UserTurn(conversation)
    if fixtures.isBuiltIn, let reply = FencedCodeScript.reply(to: turn.prompt) {
      return builtIn(reply, ReplyContext(turn: turn, captures: Captures()), conversation)
    }
    for fixture in fixtures.fixtures {
      guard let captures = await fixture.match.captures(in: turn) else { continue }
      let context = ReplyContext(turn: turn, captures: captures)
      guard !fixtures.isBuiltIn else { return builtIn(fixture.reply, context, conversation) }
      if fixture.hasCode, !conversation.codeExecutionIsOn { throw .toolIsOff(for: fixture) }
      let contract = ReplyContract(conversation, turn, fixture: fixture)
      return ScriptedResponder(ScriptCursor(reply: fixture.reply, context: context), contract: contract)
    }
    onMiss()
    guard fixtures.isBuiltIn else { throw .noMatch(for: turn, in: fixtures) }
    return builtIn(UnknownPromptScript.reply, ReplyContext(turn: turn, captures: Captures()), conversation)
  }

  private func builtIn(
    _ reply: [ReplyStep],
    _ context: ReplyContext,
    _ conversation: Conversation
  ) -> ScriptedResponder {
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
