/// The keys of structured log entries, each with one meaning everywhere.
///
/// Values never contain API keys, bodies or user code; at debug they may contain what code wrote to standard error.
package enum LogKeys {
  /// What went wrong, for the operator only.
  package static let error = "error"
  /// How many fixtures answer.
  package static let fixtures = "fixtures"
  /// Bytes of the body that was sent.
  package static let httpBytes = "http.bytes"
  package static let httpMethod = "http.method"
  /// The path without its query, because a query may contain an API key.
  package static let httpPath = "http.path"
  /// What answered, as the metrics call it: `generate_content`.
  package static let httpRoute = "http.route"
  package static let httpStatus = "http.status"
  /// Milliseconds from the request's head to the end of its response.
  package static let duration = "duration.ms"
  package static let isolation = "sandbox.isolation"
  /// A layer of the jail, `landlock`.
  package static let layer = "sandbox.layer"
  /// What models another server lists, the first of them.
  package static let models = "models"
  package static let path = "path"
  /// What a part that is starting is doing.
  package static let progress = "progress"
  package static let port = "port"
  package static let requestID = "request.id"
  /// Why a session ended.
  package static let reason = "sandbox.reason"
  /// A session's number, which no other of this server has.
  package static let session = "sandbox.session"
  /// What a block wrote to standard error, its first bytes.
  package static let standardError = "sandbox.stderr"
  /// Which fork server, `data`.
  package static let tier = "sandbox.tier"
}
