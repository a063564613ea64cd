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

  /// Whether the reply calls a function of the client's.
  var hasCall: Bool {
    reply.contains { step in
      if case .parts(let parts) = step { !parts.calls.isEmpty } else { false }
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

/// What a step says, in this order: thought, text, calls of functions, code.
struct ReplyParts: Sendable {
  var think: ReplyText?
  var text: ReplyText?
  var calls: [ReplyCall] = []
  var code: ReplyText?
}
