import CodeExecution
import Glibc

/// How many descriptors this process may have open, and who gets them.
enum DescriptorLimit {
  /// What a session holds on the server's side while it is started, runs and ends: a socket, two pipes, its cgroup's files.
  private static let ofSession = 12
  /// The database, files being read and written, upstreams, fork servers.
  private static let ofServer = 64

  /// Raises the soft limit to the hard one: connections are descriptors, and the usual soft limit of 1,024 is there for
  /// programs that use `select`.
  ///
  /// - Returns: The limit from now on.
  static func raise() -> Int {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 1_024 }
    var raised = limit
    raised.rlim_cur = raised.rlim_max
    if setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &raised) == 0 { limit = raised }
    return Int(clamping: limit.rlim_cur)
  }

  /// How many connections a server may have open, so that the sandbox can always start what it needs.
  ///
  /// - Parameters:
  ///   - limit: The most descriptors.
  ///   - load: How many sessions there may be.
  ///   - wanted: The most connections.
  /// - Returns: At least 1; where descriptors are scarce, connections get half of them.
  static func connections(of limit: Int, load: SandboxLoad, wanted: Int) -> Int {
    let reserve = ofServer + ofSession * (load.sessionLimit + load.parkedLimit)
    return max(1, min(wanted, max(limit - reserve, limit / 2)))
  }
}
