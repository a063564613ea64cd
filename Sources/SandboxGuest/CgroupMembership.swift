import Glibc
import SandboxProtocol

/// The cgroups a session lives in, as the server handed them over: open `cgroup.procs` files.
///
/// The kernel judges a write by who opened the file, so a process without any right can be let in this way, and only into
/// the one place. No cgroup file system is mounted here.
struct CgroupMembership {
  let descriptors: [Int32]

  /// Moves this process, and whatever it starts from now on.
  /// - Throws: `GuestError` where the kernel refuses it.
  func join() throws(GuestError) {
    for (index, descriptor) in descriptors.enumerated() {
      try check(write(descriptor, "0", 1), .joinCgroup, "\(index + 1) of \(descriptors.count)")
    }
  }
}
