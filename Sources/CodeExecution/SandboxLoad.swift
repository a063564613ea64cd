/// How busy the sandbox is at one moment.
package struct SandboxLoad: Hashable, Sendable {
  package var isReady: Bool
  /// Sessions that belong to a response or are being ended.
  package var activeSessions: Int
  package var sessionLimit: Int
  /// Sessions that wait for their use.
  package var parkedSessions: Int
  package var parkedLimit: Int
  /// Responses that wait for a session.
  package var waiting: Int
  package var queueLimit: Int

  package init(
    isReady: Bool = false,
    activeSessions: Int = 0,
    sessionLimit: Int = 0,
    parkedSessions: Int = 0,
    parkedLimit: Int = 0,
    waiting: Int = 0,
    queueLimit: Int = 0
  ) {
    self.isReady = isReady
    self.activeSessions = activeSessions
    self.sessionLimit = sessionLimit
    self.parkedSessions = parkedSessions
    self.parkedLimit = parkedLimit
    self.waiting = waiting
    self.queueLimit = queueLimit
  }
}
