extension Status {
  package static func invalidArgument(_ message: String, details: [JSONValue] = []) -> Status {
    Status(code: .invalidArgument, message: message, details: details)
  }

  package static func notFound(_ message: String) -> Status { Status(code: .notFound, message: message) }

  package static func `internal`(_ message: String) -> Status { Status(code: .internal, message: message) }

  package static func unavailable(_ message: String) -> Status { Status(code: .unavailable, message: message) }

  package static func permissionDenied(_ message: String, details: [JSONValue] = []) -> Status {
    Status(code: .permissionDenied, message: message, details: details)
  }

  package static func resourceExhausted(_ message: String, details: [JSONValue] = []) -> Status {
    Status(code: .resourceExhausted, message: message, details: details)
  }

  package static func failedPrecondition(_ message: String) -> Status {
    Status(code: .failedPrecondition, message: message)
  }

  package static func deadlineExceeded(_ message: String) -> Status {
    Status(code: .deadlineExceeded, message: message)
  }

  /// Wrong fields: the message is their descriptions, a line each, and the detail lists them once more by field.
  package static func badRequest(_ violations: [FieldViolation]) -> Status {
    let entries = violations.map { violation in
      var members: [JSONMember] = []
      if let field = violation.field { members.append(JSONMember("field", .string(field))) }
      members.append(JSONMember("description", .string(violation.description)))
      return JSONValue.object(members)
    }
    return .invalidArgument(
      violations.map(\.description).joined(separator: "\n"),
      details: [["@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": .array(entries)]]
    )
  }

  /// The detail `google.rpc.ErrorInfo`: a reason for programs, `API_KEY_INVALID` of `googleapis.com`.
  package static func errorInfo(
    reason: String,
    domain: String,
    metadata: KeyValuePairs<String, String> = [:]
  ) -> JSONValue {
    var members = [
      JSONMember("@type", "type.googleapis.com/google.rpc.ErrorInfo"),
      JSONMember("reason", .string(reason)),
      JSONMember("domain", .string(domain)),
    ]
    if !metadata.isEmpty {
      let entries = metadata.map { JSONMember(JSONString($0.key), .string($0.value)) }
      members.append(JSONMember("metadata", .object(entries)))
    }
    return .object(members)
  }

  /// The detail `google.rpc.RetryInfo`: when to try again, in whole seconds.
  package static func retryInfo(seconds: Int) -> JSONValue {
    ["@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": .string("\(seconds)s")]
  }
}
