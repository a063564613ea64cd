/// What is wrong with a body, gathered while it is read, so that a client learns all of it from one answer.
package final class JSONDiagnostics {
  /// Beyond this many, violations are only counted: the answer stays small however bad the body is.
  static let limit = 30

  private(set) var violations: [FieldViolation] = []
  private var omitted = 0

  package init() {}

  /// Whether all that was read so far was right.
  package var isEmpty: Bool { violations.isEmpty }

  func report(_ violation: @autoclosure () -> FieldViolation) {
    guard violations.count < Self.limit else {
      omitted += 1
      return
    }
    violations.append(violation())
  }

  /// The answer to a body with violations; nil when there are none.
  package var status: Status? {
    guard !violations.isEmpty else { return nil }
    var status = Status.badRequest(violations)
    if omitted > 0 { status.message += "\n(\(omitted) more violations are not shown.)" }
    return status
  }
}

/// One wrong field of a request: an entry of `google.rpc.BadRequest`.
package struct FieldViolation: Hashable, Sendable {
  /// Path in proto names; nil leaves the key out, which the service does at the root.
  package var field: String?
  package var description: String

  package init(field: String? = nil, description: String) {
    self.field = field
    self.description = description
  }
}
