/// An error as the API tells it: `google.rpc.Status`.
package struct Status: Error, Hashable, Sendable {
  package var code: Code
  package var message: String
  /// Objects with `@type`, such as `google.rpc.BadRequest`.
  package var details: [JSONValue]
  /// What stands in its place where it is not the API that answers, but a front end before it.
  package var frontEnd: FrontEndAnswer?

  package init(code: Code, message: String, details: [JSONValue] = []) {
    self.code = code
    self.message = message
    self.details = details
  }

  /// The canonical codes; raw values are those of `google.rpc.Code`.
  package enum Code: Int, CaseIterable, Sendable {
    case ok = 0
    case cancelled = 1
    case unknown = 2
    case invalidArgument = 3
    case deadlineExceeded = 4
    case notFound = 5
    case alreadyExists = 6
    case permissionDenied = 7
    case resourceExhausted = 8
    case failedPrecondition = 9
    case aborted = 10
    case outOfRange = 11
    case unimplemented = 12
    case `internal` = 13
    case unavailable = 14
    case dataLoss = 15
    case unauthenticated = 16
  }
}

extension Status.Code {
  /// The HTTP status by the mapping written down in `google/rpc/code.proto`.
  package var httpStatus: Int {
    switch self {
    case .ok: 200
    case .invalidArgument, .failedPrecondition, .outOfRange: 400
    case .unauthenticated: 401
    case .permissionDenied: 403
    case .notFound: 404
    case .alreadyExists, .aborted: 409
    case .resourceExhausted: 429
    case .cancelled: 499
    case .unknown, .internal, .dataLoss: 500
    case .unimplemented: 501
    case .unavailable: 503
    case .deadlineExceeded: 504
    }
  }

  /// The name on the wire, `INVALID_ARGUMENT`.
  package var name: String {
    switch self {
    case .ok: "OK"
    case .cancelled: "CANCELLED"
    case .unknown: "UNKNOWN"
    case .invalidArgument: "INVALID_ARGUMENT"
    case .deadlineExceeded: "DEADLINE_EXCEEDED"
    case .notFound: "NOT_FOUND"
    case .alreadyExists: "ALREADY_EXISTS"
    case .permissionDenied: "PERMISSION_DENIED"
    case .resourceExhausted: "RESOURCE_EXHAUSTED"
    case .failedPrecondition: "FAILED_PRECONDITION"
    case .aborted: "ABORTED"
    case .outOfRange: "OUT_OF_RANGE"
    case .unimplemented: "UNIMPLEMENTED"
    case .internal: "INTERNAL"
    case .unavailable: "UNAVAILABLE"
    case .dataLoss: "DATA_LOSS"
    case .unauthenticated: "UNAUTHENTICATED"
    }
  }
}

/// An error that clients get in the API's own form.
package protocol APIFailure: Error {
  var status: Status { get }
}

extension Status: APIFailure {
  package var status: Status { self }
}

extension Status {
  /// What clients get for an error of any kind.
  ///
  /// - Parameter error: What a request or a job ended with.
  package init(_ error: any Error) {
    self = (error as? any APIFailure)?.status ?? .internal("\(error)")
  }
}
