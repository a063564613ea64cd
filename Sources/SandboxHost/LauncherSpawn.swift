import CLinuxShim
import Glibc

/// Starts the launcher without forking the server: `posix_spawn` shares memory until the exec.
enum LauncherSpawn {
  /// - Parameters:
  ///   - path: The `pollux-sandbox` executable.
  ///   - control: The launcher's end of the control channel, its descriptor 0.
  /// - Returns: The launcher's pid.
  /// - Throws: `SandboxError.unavailable` with the system's reason.
  static func spawn(_ path: String, control: borrowing Descriptor) throws(SandboxError) -> pid_t {
    var actions = posix_spawn_file_actions_t()
    var attributes = posix_spawnattr_t()
    posix_spawn_file_actions_init(&actions)
    posix_spawnattr_init(&attributes)
    defer {
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    posix_spawn_file_actions_adddup2(&actions, control.number, 0)
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
    // Descriptor 2 stays the server's: Python's messages while it starts belong in the log. Sessions get pipes.
    pollux_spawn_close_from(&actions, 3)
    // A process group of its own, because the server handles Ctrl-C in a terminal. Default signals, nothing blocked.
    var signals = sigset_t()
    sigfillset(&signals)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    let flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK
    posix_spawnattr_setflags(&attributes, Int16(flags))
    let name = strdup("pollux-sandbox")
    defer { free(name) }
    var process: pid_t = 0
    let result = posix_spawn(&process, path, &actions, &attributes, [name, nil], [nil])
    guard result == 0 else { throw .unavailable("start \(path): \(String(cString: strerror(result)))") }
    // The server's own limit may be high, for its connections; programs expect the usual one. Sessions get the profile's.
    guard pollux_lower_open_files(process, usualOpenFiles) == 0 else {
      let reason = String(cString: strerror(errno))
      kill(process, SIGKILL)
      while waitpid(process, nil, 0) < 0 && errno == EINTR {}
      throw .unavailable("lower the open files of \(path): \(reason)")
    }
    return process
  }

  private static let usualOpenFiles: UInt64 = 1_024

  /// The reason for the end of a launcher that did not report one.
  /// - Parameter status: As `waitpid` gives it.
  /// - Returns: The error, with a remedy if one is known.
  static func error(status: Int32) -> SandboxError {
    // 127 is the dynamic loader's: a library of the executable is missing, and standard error says which.
    guard status & 0x7f == 0, (status >> 8) & 0xff == 127 else { return .unavailable("the fork server ended") }
    return .missing(
      what: "a shared library of pollux-sandbox",
      path: "the system's library folders",
      remedy: "Install Debian's packages: apt-get install libpython3.11 libseccomp2."
    )
  }
}
