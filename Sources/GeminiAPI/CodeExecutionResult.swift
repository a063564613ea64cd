/// What came of running executable code.
package struct CodeExecutionResult: WireMessage {
  /// The id of the code this answers, when it had one.
  package var id: String?
  package var outcome = Outcome.unspecified
  /// Standard output when all went well, else what went wrong; nil leaves the key out (nothing was printed).
  package var output: String?

  package init() {}

  package init(id: String? = nil, outcome: Outcome, output: String? = nil) {
    self.id = id
    self.outcome = outcome
    self.output = output
  }

  package mutating func visit(_ fields: inout some FieldVisitor) {
    fields.field("outcome", &outcome)
    fields.field("output", &output)
    fields.field("id", &id)
  }
}

/// How a run ended; declaration order is the number on the wire.
package enum Outcome: String, CaseIterable, Sendable {
  case unspecified = "OUTCOME_UNSPECIFIED"
  case ok = "OUTCOME_OK"
  case failed = "OUTCOME_FAILED"
  case deadlineExceeded = "OUTCOME_DEADLINE_EXCEEDED"
}
