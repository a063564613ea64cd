import CLinuxShim
import Glibc
import SandboxProtocol

/// Tries to break each layer of the level `restricted` from the inside, in a session that never runs user code.
final class RestrictedVerification {
  private var found = LayerFindings()
  private let jail: RestrictedJail

  private init(jail: RestrictedJail) {
    self.jail = jail
  }

  /// Enters the jail, says what it held, and waits to be killed.
  static func run(in jail: RestrictedJail, descriptors: SessionDescriptors) -> Never {
    let channel = SessionChannel(moving: descriptors.channel)
    do throws(GuestError) {
      _ = try StandardStreams(descriptors)
      let verification = RestrictedVerification(jail: jail)
      try jail.enter(verification: verification)
      channel.send(.verified(verification.found.findings))
      while try channel.receive() != nil {}
    } catch {
      channel.send(.refused(error))
    }
    _exit(70)
  }

  /// The trials that seccomp would hide.
  func tryLayers() {
    found.tryLimits(jail.resourceLimits)
    tryIDs()
    tryPrivileges()
    tryLandlock()
  }

  /// The trials of seccomp itself, and of what it takes over from namespaces.
  func tryFilter() {
    // Landlock's scope, ids or the filter: one of them must stand before it.
    found.expect(.seccomp, "a signal to the fork server", EPERM, kill(jail.forkServer, 0))
    let group = getpgrp()
    let child = pollux_fork()
    // A leader of a group cannot make another anyway; a child could.
    if child == 0 {
      setsid()
      setpgid(0, 0)
      _exit(getpgrp() == group ? 0 : 1)
    }
    var status: Int32 = -1
    let isReaped = child > 0 && waitpid(child, &status, 0) == child
    found.note(
      .seccomp,
      isReaped && status == 0,
      "a child in a process group of its own: \(status == 0 ? "no" : "yes")"
    )
    // The network namespace and the files are the machine's: a name could be of any socket of it.
    found.tryFilter(mayNameSockets: false)
  }

  private func tryIDs() {
    guard let id = jail.id else {
      return found.note(.ids, false, "sessions share user id \(getuid())")
    }
    found.note(.ids, getuid() == id && geteuid() == id && getgid() == id, "user id \(getuid())")
    found.note(.ids, getgroups(0, nil) == 0, "\(getgroups(0, nil)) supplementary groups")
    found.expect(.ids, "setresuid(0)", EPERM, pollux_setresuid(0))
  }

  private func tryPrivileges() {
    let held = (Int32(0)..<64).filter { pollux_has_capability($0) == 1 }.count
    found.note(.privileges, held == 0, "\(held) capabilities held")
    found.tryPrivileges(needsEmptyBoundingSet: jail.id != nil)
  }

  private func tryLandlock() {
    // Readable by their modes on most machines, so that it is Landlock that says no.
    for path in ["/", "/etc", "/etc/passwd", "/proc", "/proc/mounts", "/root", "/home", "/tmp", "/proc/self/exe"] {
      // Absent, or hidden by a mode: as good as denied.
      found.expect(.landlock, "read of \(path)", [EACCES, ENOENT], open(path, O_RDONLY | O_CLOEXEC))
    }
    for path in ["/proc/\(jail.forkServer)/environ", jail.setting.folder] {
      found.expect(.landlock, "read of \(path)", EACCES, open(path, O_RDONLY | O_CLOEXEC))
    }
    for folder in ["/tmp", "/dev/shm", jail.setting.libraries, jail.setting.folder] {
      let path = folder + "/.pollux-probe"
      let descriptor = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o600)
      found.expect(.landlock, "write in \(folder)", [EACCES, EROFS, ENOENT], descriptor)
      if descriptor >= 0 { unlink(path) }
    }
    found.note(.landlock, true, "ABI \(jail.landlock.abi)")
  }
}
