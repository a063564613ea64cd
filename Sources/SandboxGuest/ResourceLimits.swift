import CLinuxShim
import SandboxProtocol

/// The kernel's limits per process; the memory limit where no cgroup is to be had.
///
/// Made in the fork server: what a session computes again costs it pages of its own.
struct ResourceLimits {
  /// Every limit that is set.
  let resources: [(name: String, resource: Int32, value: UInt64)]
  /// The address space of each process.
  let addressSpace: UInt64

  /// - Parameters:
  ///   - limits: The profile's.
  ///   - boundsProcesses: Whether processes are counted: not where the count is of everything the user has on the machine.
  init(_ limits: SessionLimits, boundsProcesses: Bool = true) {
    let values: [Int32: UInt64] = [
      POLLUX_RLIMIT_AS: limits.addressSpace,
      POLLUX_RLIMIT_FSIZE: limits.fileSize,
      POLLUX_RLIMIT_NOFILE: limits.openFiles,
      POLLUX_RLIMIT_NPROC: limits.processes,
      POLLUX_RLIMIT_SIGPENDING: 256,
      POLLUX_RLIMIT_STACK: 8 << 20,
    ]
    // No core files, locked memory, message queues or raised priorities: what has no value above is 0.
    resources = Self.all.filter { boundsProcesses || $0.resource != POLLUX_RLIMIT_NPROC }
      .map { ($0.name, $0.resource, values[$0.resource] ?? 0) }
    addressSpace = limits.addressSpace
  }

  private static let all: [(name: String, resource: Int32)] = [
    ("RLIMIT_AS", POLLUX_RLIMIT_AS),
    ("RLIMIT_CORE", POLLUX_RLIMIT_CORE),
    ("RLIMIT_FSIZE", POLLUX_RLIMIT_FSIZE),
    ("RLIMIT_MEMLOCK", POLLUX_RLIMIT_MEMLOCK),
    ("RLIMIT_MSGQUEUE", POLLUX_RLIMIT_MSGQUEUE),
    ("RLIMIT_NICE", POLLUX_RLIMIT_NICE),
    ("RLIMIT_NOFILE", POLLUX_RLIMIT_NOFILE),
    ("RLIMIT_NPROC", POLLUX_RLIMIT_NPROC),
    ("RLIMIT_RTPRIO", POLLUX_RLIMIT_RTPRIO),
    ("RLIMIT_SIGPENDING", POLLUX_RLIMIT_SIGPENDING),
    ("RLIMIT_STACK", POLLUX_RLIMIT_STACK),
  ]

  /// Lowers soft and hard limits together.
  /// - Throws: `GuestError` naming the limit.
  func apply() throws(GuestError) {
    for limit in resources { try check(pollux_set_limit(limit.resource, limit.value), .setResourceLimit, limit.name) }
  }
}
