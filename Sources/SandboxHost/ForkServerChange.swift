extension ForkServerProcess {
  /// Why a fork server is no longer the one for new sessions.
  enum Change: Sendable {
    case ended
    /// It hangs.
    case silent
    /// It has served its time or its number of sessions.
    case worn
  }
}
