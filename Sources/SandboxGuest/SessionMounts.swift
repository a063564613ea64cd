import CLinuxShim
import Glibc
import SandboxProtocol

/// The file systems a session has to itself; they are gone with its mount namespace.
struct SessionMounts {
  let limits: SessionLimits
  /// The id of user code in the namespace that mounts.
  let owner: uid_t

  /// Mounts the working directory, `/tmp`, `/dev/shm` and a proc of the session's own.
  /// - Throws: `GuestError` naming the mount.
  func mountAll() throws(GuestError) {
    // Size and inodes both: a tmpfs without `nr_inodes` fills memory with empty files.
    try mountTemporary(on: "/work", mode: "700", size: limits.workSize, inodes: limits.workInodes)
    try mountTemporary(on: "/tmp", mode: "1777", size: limits.temporarySize, inodes: limits.temporaryInodes)
    try mountTemporary(on: "/dev/shm", mode: "1777", size: limits.sharedMemorySize, inodes: limits.sharedMemoryInodes)
    // `subset=pid` leaves out everything but processes (keys, timers, the command line, sysctls); `hidepid=2` leaves out
    // the processes of other ids, init's here. Read-only, so that no mode in it can be changed back.
    let flags = UInt(POLLUX_MS_RDONLY | POLLUX_MS_NOSUID | POLLUX_MS_NODEV | POLLUX_MS_NOEXEC)
    try check(mount("proc", "/proc", "proc", flags, "hidepid=2,subset=pid"), .mountProc)
    try check(chdir("/work"), .enterFolder, "/work")
  }

  private func mountTemporary(on path: String, mode: String, size: UInt64, inodes: UInt64) throws(GuestError) {
    let flags = UInt(POLLUX_MS_NOSUID | POLLUX_MS_NODEV | POLLUX_MS_NOEXEC)
    let options = options(mode: mode, size: size, inodes: inodes)
    try check(mount("tmpfs", path, "tmpfs", flags, options), .mountTmpfs, path)
  }

  /// A tmpfs's options (tmpfs(5)).
  func options(mode: String, size: UInt64, inodes: UInt64) -> String {
    "mode=\(mode),uid=\(owner),gid=\(owner),size=\(size),nr_inodes=\(inodes)"
  }
}
