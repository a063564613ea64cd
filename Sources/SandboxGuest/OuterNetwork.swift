import Glibc
import SandboxProtocol

/// The one network namespace of all sessions of a fork server: empty, and no place to meet.
enum OuterNetwork {
  /// How many connections may wait before one of a session's own sockets.
  ///
  /// Each that waits holds memory and no descriptor, so that nothing else bounds it where there is no cgroup.
  private static let backlog = 64

  /// Hides what the namespace tells of its sockets, and bounds their queues; called inside it, with a proc of its own.
  /// - Throws: `GuestError` of the step that failed.
  static func seclude() throws(GuestError) {
    // Older kernels show it to namespaces of the first user namespace only (6.1 does); theirs have no such sockets.
    let limit = "/proc/sys/net/core/somaxconn"
    if access(limit, F_OK) == 0 {
      try writeControlFile(limit, "\(backlog)", opening: .openSocketQueue, writing: .writeSocketQueue)
    }
    // Lists of all sockets with their names, and counters: sessions could leave each other messages there. The mode is
    // the namespace's, so that it holds in every proc; those of sessions are read-only.
    guard let folder = opendir("/proc/self/net") else { throw GuestError(.hideSockets, errno: errno) }
    defer { closedir(folder) }
    var failure: Int32 = 0
    FolderEntries.forEach(of: folder) { name in
      if fchmodat(dirfd(folder), name, 0, 0) != 0 { failure = errno }
      return true
    }
    guard failure == 0 else { throw GuestError(.hideSockets, errno: failure) }
  }
}
