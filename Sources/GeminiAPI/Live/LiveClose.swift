/// How a Live session ends: there are no error messages in it, only the code and the reason of the close frame.
package struct LiveClose: Hashable, Sendable {
  /// What a close frame has room for, in bytes of UTF-8 (RFC 6455, 5.5).
  package static let reasonByteCount = 123

  package let code: Int
  /// At most `reasonByteCount` bytes, cut between two characters.
  package let reason: String

  /// - Parameters:
  ///   - code: A code of a close frame.
  ///   - reason: Any text; it is cut.
  package init(code: Int, reason: String) {
    self.code = code
    self.reason = String(reason.prefix(bytes: Self.reasonByteCount))
  }

  /// How an error ends a session, by the one rule that fits what clients of the service observed.
  package init(_ status: Status) { self.init(code: Self.code(of: status.code), reason: status.message) }

  /// Every canonical code with that of its close frame.
  static let codes: [Status.Code: Int] = [
    .ok: 1000,
    .invalidArgument: 1007, .failedPrecondition: 1007, .outOfRange: 1007,
    .notFound: 1008, .permissionDenied: 1008, .unauthenticated: 1008, .aborted: 1008, .unimplemented: 1008,
    .alreadyExists: 1008, .cancelled: 1008,
    .internal: 1011, .unavailable: 1011, .deadlineExceeded: 1011, .resourceExhausted: 1011, .unknown: 1011,
    .dataLoss: 1011,
  ]

  /// The code of the close frame for an error.
  package static func code(of code: Status.Code) -> Int { codes[code] ?? 1011 }

  /// The client ended it.
  package static let completed = LiveClose(code: 1000, reason: "")
  /// The server goes down.
  package static let goingAway = LiveClose(code: 1001, reason: "The server is shutting down.")
  /// A token for one session began its last one.
  package static let tokenUsedUp = LiveClose(code: 1011, reason: "Token has been used too many times")
  /// A token's time was over before the session began.
  package static let tokenExpired = LiveClose(code: 1011, reason: "Token has expired")
  /// A token's time ended while a session ran.
  package static let tokenEnded = LiveClose(code: 1011, reason: "auth token has expired")
}

extension Status {
  /// A session that does not exist, or no longer does.
  package static let noLiveSession = Status.notFound("BidiGenerateContent session not found")

  /// A client that stayed although it was told to leave; the service's sentence as far as a close frame shows it.
  package static let goAwayIgnored = Status(
    code: .aborted,
    message:
      "Connection aborted because the client failed to close the connection after receiving a GoAway signal once "
      + "the session duration limit was reached."
  )

  /// What is said before the setup, and of much else.
  package static let liveInvalidArgument = Status.invalidArgument("Request contains an invalid argument.")

  /// A second setup.
  package static let setupNotFirst = Status.invalidArgument("setup must be the first message and only the first")

  /// Activity told by hand where it is found.
  package static let explicitActivity = Status.invalidArgument(
    "Explicit activity control is not supported when automatic activity detection is enabled."
  )

  /// An activity in which nothing was said.
  package static let emptyActivity = Status.failedPrecondition("Precondition check failed.")
}
