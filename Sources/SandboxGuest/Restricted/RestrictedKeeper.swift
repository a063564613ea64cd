import CLinuxShim
import Glibc
import PythonRuntime
import SandboxProtocol

/// Has the private folder, starts the fork server, and leaves neither process nor file when fork server, launcher or
/// server go.
enum RestrictedKeeper {
  static func run(_ specification: LaunchSpecification, idBase: uid_t?, launcher: pid_t) -> Never {
    let channel = ControlChannel(descriptor: 0)
    do throws(GuestError) {
      let signals = try watchSignals()
      // One that can be caught: what this process keeps does not end with it by itself.
      try check(pollux_set_parent_death_signal(SIGTERM), .askForDeathSignal, "the launcher")
      guard getppid() == launcher else { exit(0) }
      // Whatever outlives its parent down there becomes this process's child.
      try check(pollux_set_child_subreaper(), .becomeReaper)
      umask(0o022)
      try check(chdir("/"), .enterFolder, "/")
      let folder = try PrivateFolder.make(isEnteredByOthers: idBase != nil)
      var status: Int32 = 78
      do throws(GuestError) {
        status = try keep(folder, specification, idBase: idBase, channel: channel, signals: signals)
      } catch {
        channel.send(.refused(error))
      }
      Descendants.killAll()
      folder.remove()
      exit(status)
    } catch {
      channel.send(.refused(error))
      exit(78)
    }
  }

  /// A descriptor that tells of the end of a child and of the launcher.
  private static func watchSignals() throws(GuestError) -> Int32 {
    var signals = sigset_t()
    sigemptyset(&signals)
    for signal in [SIGCHLD, SIGTERM] { sigaddset(&signals, signal) }
    sigprocmask(SIG_BLOCK, &signals, nil)
    return try check(pollux_signalfd(&signals), .makeSignalDescriptor)
  }

  private static func keep(
    _ folder: PrivateFolder,
    _ specification: LaunchSpecification,
    idBase: uid_t?,
    channel: ControlChannel,
    signals: Int32
  ) throws(GuestError) -> Int32 {
    guard let libraries = realpath(specification.libraries, nil) else {
      throw GuestError(.openFile, specification.libraries, errno: errno)
    }
    let setting = RestrictedSetting(folder: folder.path, libraries: String(cString: libraries), idBase: idBase)
    free(libraries)
    for path in [setting.moduleFolder, setting.programFolder] { try RootFilesystem.makeFolder(path) }
    try FixedLibrarySet.writeModule(into: setting.moduleFolder)
    try FixedLibrarySet.writePrograms(into: setting.programFolder)
    var removals: [Int32] = [-1, -1]
    try check(pollux_pipe(&removals), .makeRemovalPipe)
    let forkServer = try check(pollux_fork(), .forkForkServer)
    if forkServer == 0 { execForkServer(specification.sandboxExecutable, setting, removals: removals[1]) }
    close(removals[1])
    return watch(forkServer, channel: channel, signals: signals, removals: removals[0], folder: folder)
  }

  private static func execForkServer(_ path: String, _ setting: RestrictedSetting, removals: Int32) -> Never {
    var none = sigset_t()
    sigemptyset(&none)
    sigprocmask(SIG_SETMASK, &none, nil)
    // The keeper may be killed from outside; then the fork server goes, and with it each session's interpreter.
    _ = pollux_set_parent_death_signal(SIGKILL)
    // Under the number agreed on, and open after the exec: only the copy of a descriptor loses close-on-exec.
    let copy = pollux_duplicate(removals, RestrictedSetting.removals + 1)
    guard copy >= 0, dup2(copy, RestrictedSetting.removals) >= 0 else { exit(78) }
    let environment = OuterInit.environment.map { variable in
      // Sessions set HOME themselves.
      if variable.hasPrefix("HOME=") { return "HOME=/nonexistent" }
      return variable.hasPrefix("PATH=") ? "PATH=\(setting.programFolder):\(variable.dropFirst(5))" : variable
    }
    withCStrings(setting.arguments(of: path)) { arguments in
      withCStrings(environment) { environment in
        _ = execve(path, arguments, environment)
      }
    }
    ControlChannel(descriptor: 0).send(.refused(GuestError(.execForkServer, errno: errno)))
    exit(78)
  }

  /// Waits until the fork server, the launcher or the server is gone; removes the folders of sessions meanwhile.
  /// - Returns: The fork server's exit status; 0 where it was another that went.
  private static func watch(
    _ forkServer: pid_t,
    channel: ControlChannel,
    signals: Int32,
    removals: Int32,
    folder: PrivateFolder
  ) -> Int32 {
    while true {
      var status: Int32 = 0
      var ended: pid_t = 0
      repeat {
        ended = waitpid(-1, &status, WNOHANG)
        if ended == forkServer { return status & 0x7f == 0 ? (status >> 8) & 0xff : 70 }
      } while ended > 0
      guard getppid() > 1, !hasHungUp(channel) else { return 0 }
      // No events asked for of the channel: poll then tells of a hang-up only, which is the server's end.
      var watched = [
        pollfd(fd: channel.descriptor, events: 0, revents: 0),
        pollfd(fd: signals, events: Int16(POLLIN), revents: 0),
        pollfd(fd: removals, events: Int16(POLLIN), revents: 0),
      ]
      poll(&watched, 3, -1)
      if watched[1].revents != 0, receivedTermination(signals) { return 0 }
      if watched[2].revents & Int16(POLLIN) != 0 {
        var id: UInt64 = 0
        if read(removals, &id, 8) == 8 { folder.remove(session: id) }
      } else if watched[2].revents != 0 {
        // Its writing end is gone, and with it the fork server, whose status is about to come.
        poll(nil, 0, 1)
      }
    }
  }

  private static func hasHungUp(_ channel: ControlChannel) -> Bool {
    var watched = pollfd(fd: channel.descriptor, events: 0, revents: 0)
    return poll(&watched, 1, 0) > 0
  }

  private static func receivedTermination(_ signals: Int32) -> Bool {
    // A signalfd_siginfo has 128 bytes and begins with the signal's number.
    var record = [UInt32](repeating: 0, count: 32)
    var isTermination = false
    while read(signals, &record, 128) == 128 {
      if record[0] == UInt32(SIGTERM) { isTermination = true }
    }
    return isTermination
  }
}
