/// A scripted answer: when it is given, and what it says.
struct Fixture: Sendable {
  var name: String
  var location: SourceLocation
  var match: FixtureMatch
  var reply: [ReplyStep]

  /// Whether the reply has code to run.
  var hasCode: Bool {
    reply.contains { step in
      switch step {
      case .parts(let parts): parts.code != nil
      case .attempts: true
      }
    }
  }
}

/// One step of a reply.
enum ReplyStep: Sendable {
  case parts(ReplyParts)
  /// Tried in order: the next only where the one before did not end with `OUTCOME_OK`.
  /// When none succeeds, the reply goes on with the next step, and `result` is the last failure.
  case attempts([ReplyParts])
}

/// What a step says, in this order: thought, text, code.
struct ReplyParts: Sendable {
  var think: ReplyText?
  var text: ReplyText?
  var code: ReplyText?
}
