import Executions
import ModelBackends

/// What a matcher found in a request; templates read it as `match`.
struct Captures: Sendable, Hashable {
  /// The whole match, then the groups in order; a group that took no part is empty.
  var numbered: [String] = []
  var named: [String: String] = [:]
  /// The first input file `match.files` accepted.
  var file: CodeFile?
}
