import CLinuxShim
import Glibc
import PythonRuntime
import SandboxProtocol

/// Pid 1 of the outer pid namespace: starts the fork server, reaps, and takes everything down when the fork server or the
/// server goes.
enum OuterInit {
  /// The fork server's whole environment; nothing is inherited.
  ///
  /// User code sees the last four (`/proc/self/environ` shows the others too: they hold no secret).
  ///
  /// Symbols are bound here and not in each session, where every first call of a function would look it up and write a
  /// page; one thread, for a thread pool does not survive a fork.
  static let environment = [
    "LD_BIND_NOW=1",
    "NUMEXPR_NUM_THREADS=1",
    "OMP_NUM_THREADS=1",
    "OPENBLAS_NUM_THREADS=1",
    "HOME=/work",
    "LC_ALL=C.UTF-8",
    "PATH=/usr/local/bin:/usr/bin:/bin",
    "TZ=UTC",
  ]

  static func run(hasIDRange: Bool) -> Never {
    let channel = ControlChannel(descriptor: 0)
    do throws(GuestError) {
      // The launcher's death is ours, and ours is everybody's: the kernel kills a namespace with its pid 1.
      try check(pollux_set_parent_death_signal(SIGKILL), .askForDeathSignal, "the launcher")
      try check(sethostname("sandbox", 7), .setHostName)
      try check(
        mount("proc", "/proc", "proc", UInt(POLLUX_MS_NOSUID | POLLUX_MS_NODEV | POLLUX_MS_NOEXEC), nil),
        .mountProc
      )
      try OuterNetwork.seclude()
      for (folder, size) in [("/tmp", "64m"), ("/dev/shm", "64m")] {
        try check(
          mount("tmpfs", folder, "tmpfs", UInt(POLLUX_MS_NOSUID | POLLUX_MS_NODEV), "mode=1777,size=\(size)"),
          .mountTmpfs,
          folder
        )
      }
      // OpenSSL tells a fork from its parent by the pid alone, so no process of the fork server's line may share
      // the pids 1 and 2 that every session has.
      let spare = try check(pollux_fork(), .forkSpare)
      if spare == 0 { _exit(0) }
      waitpid(spare, nil, 0)
      let forkServer = try check(pollux_fork(), .forkForkServer)
      if forkServer == 0 { execForkServer(hasIDRange: hasIDRange) }
      wait(for: forkServer, watching: channel)
    } catch {
      channel.send(.refused(error))
      exit(78)
    }
  }

  private static func execForkServer(hasIDRange: Bool) -> Never {
    let path = RootFilesystem.sandboxExecutable
    let arguments = [path, SandboxProgram.forkServerArgument, hasIDRange ? "range" : "single"]
    withCStrings(arguments) { arguments in
      withCStrings(environment) { environment in
        _ = execve(path, arguments, environment)
      }
    }
    ControlChannel(descriptor: 0).send(.refused(GuestError(.execForkServer, errno: errno)))
    exit(78)
  }

  private static func wait(for forkServer: pid_t, watching channel: ControlChannel) -> Never {
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGCHLD)
    sigprocmask(SIG_BLOCK, &signals, nil)
    let childDescriptor = pollux_signalfd(&signals)
    while true {
      var status: Int32 = 0
      var ended: pid_t = 0
      repeat {
        ended = waitpid(-1, &status, WNOHANG)
        if ended == forkServer { exit(status & 0x7f == 0 ? (status >> 8) & 0xff : 70) }
      } while ended > 0
      // No events asked for: poll then tells of a hang-up only, which is the server's end.
      var watched = [
        pollfd(fd: channel.descriptor, events: 0, revents: 0),
        pollfd(fd: childDescriptor, events: Int16(POLLIN), revents: 0),
      ]
      poll(&watched, 2, -1)
      if watched[0].revents != 0 { exit(0) }
      var record = [UInt8](repeating: 0, count: 128)
      _ = read(childDescriptor, &record, record.count)
    }
  }
}

/// Calls `body` with a null-terminated array of C strings, as exec wants its arguments.
/// - Parameters:
///   - strings: The strings.
///   - body: Uses the array; it is gone afterwards.
func withCStrings(_ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Void) {
  let copies = strings.map { strdup($0) }
  defer { for copy in copies { free(copy) } }
  body(copies + [nil])
}
