import CLinuxShim
import SandboxProtocol

/// The kernel's limits per process; the memory limit where no cgroup is to be had.
struct ResourceLimits {
  private let limits: SessionLimits

  init(_ limits: SessionLimits) {
    self.limits = limits
  }

  /// Lowers soft and hard limits together.
  /// - Throws: `GuestError` naming the limit.
  func apply() throws(GuestError) {
    let table: [(name: String, resource: Int32, value: UInt64)] = [
      ("RLIMIT_AS", POLLUX_RLIMIT_AS, limits.addressSpace),
      ("RLIMIT_CORE", POLLUX_RLIMIT_CORE, 0),
      ("RLIMIT_FSIZE", POLLUX_RLIMIT_FSIZE, limits.fileSize),
      ("RLIMIT_MEMLOCK", POLLUX_RLIMIT_MEMLOCK, 0),
      ("RLIMIT_MSGQUEUE", POLLUX_RLIMIT_MSGQUEUE, 0),
      ("RLIMIT_NICE", POLLUX_RLIMIT_NICE, 0),
      ("RLIMIT_NOFILE", POLLUX_RLIMIT_NOFILE, limits.openFiles),
      ("RLIMIT_NPROC", POLLUX_RLIMIT_NPROC, limits.processes),
      ("RLIMIT_RTPRIO", POLLUX_RLIMIT_RTPRIO, 0),
      ("RLIMIT_SIGPENDING", POLLUX_RLIMIT_SIGPENDING, 256),
      ("RLIMIT_STACK", POLLUX_RLIMIT_STACK, 8 << 20),
    ]
    for limit in table { try check(pollux_set_limit(limit.resource, limit.value), "set \(limit.name)") }
  }
}
