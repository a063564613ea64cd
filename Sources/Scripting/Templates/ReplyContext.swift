import Executions
import ModelBackends

/// What a reply's texts may speak of while the reply runs.
struct ReplyContext: Sendable {
  var turn: UserTurn
  var captures: Captures
  /// The runs of this response, in order.
  var results: [ScriptRun] = []
  /// What the reply's templates may still cost, all of them together.
  var work = TemplateWork()
}

/// A run as scripts read it: its text is made once, however many templates read it.
struct ScriptRun: Sendable {
  let execution: Execution
  /// What the program itself wrote.
  let output: String

  init(_ execution: Execution) { (self.execution, output) = (execution, execution.programText) }
}
