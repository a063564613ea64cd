/// How busy the sandbox is at one moment.
package struct SandboxLoad: Hashable, Sendable {
  /// One fork server, with the libraries it has imported.
  package struct Tier: Hashable, Sendable {
    /// What it can do at the moment.
    package enum Condition: String, Sendable {
      /// Sessions are forked from it.
      case ready
      /// It imports its libraries for the first time.
      case starting
      /// Its fork server ended or hung, and another is being started.
      case restarting
    }

    /// `core`, `data` or `full`.
    package var name: String
    package var condition: Condition
    /// What the fork server holds, in bytes; 0 while it is not warm.
    package var memoryByteCount: UInt64
    package var parkedSessions: Int

    /// Whether sessions are forked from it.
    package var isWarm: Bool { condition == .ready }

    package init(name: String, condition: Condition, memoryByteCount: UInt64 = 0, parkedSessions: Int = 0) {
      self.name = name
      self.condition = condition
      self.memoryByteCount = memoryByteCount
      self.parkedSessions = parkedSessions
    }
  }

  package var isReady: Bool
  /// Sessions that belong to a response or are being ended.
  package var activeSessions: Int
  package var sessionLimit: Int
  /// Sessions that wait for their use.
  package var parkedSessions: Int
  package var parkedLimit: Int
  /// The fork servers, the cheapest first.
  package var tiers: [Tier]
  /// Responses that wait for a session.
  package var waiting: Int
  package var queueLimit: Int

  package init(
    isReady: Bool = false,
    activeSessions: Int = 0,
    sessionLimit: Int = 0,
    parkedSessions: Int = 0,
    parkedLimit: Int = 0,
    tiers: [Tier] = [],
    waiting: Int = 0,
    queueLimit: Int = 0
  ) {
    self.isReady = isReady
    self.activeSessions = activeSessions
    self.sessionLimit = sessionLimit
    self.parkedSessions = parkedSessions
    self.parkedLimit = parkedLimit
    self.tiers = tiers
    self.waiting = waiting
    self.queueLimit = queueLimit
  }
}
