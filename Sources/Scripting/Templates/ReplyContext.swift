import ModelBackends

/// What a reply's texts may speak of while the reply runs.
struct ReplyContext: Sendable {
  var turn: UserTurn
  var captures: Captures
  /// The runs of this response, in order.
  var results: [ExecutedCode] = []
  /// What the reply's templates may still cost, all of them together.
  var work = TemplateWork()
}
