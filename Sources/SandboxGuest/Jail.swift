import CLinuxShim
import Glibc
import SandboxProtocol

/// Everything that stands between a session's process and user code.
struct Jail {
  let limits: SessionLimits
  let resourceLimits: ResourceLimits
  let clock: StepClock
  let ids: SessionIDs
  let filter: SeccompFilter
  let landlock: Landlock
  let cgroups: CgroupMembership
  /// The kept descriptor of `/proc/sys/user`.
  let userLimits: Int32
  /// The socket over which the fork server writes the id maps.
  let handshake: Int32
  /// Descriptors of the fork server's.
  let closing: [Int32]

  /// Closes the jail around this process.
  ///
  /// The order is the point: each line says why it stands where it stands.
  ///
  /// - Parameter verification: Where the session only tries its layers: what it finds before and after the last one.
  /// - Throws: `GuestError` of the step that failed; the process must end then.
  func enter(verification: LayerVerification? = nil) throws(GuestError) {
    // A session and group of our own: no terminal, and a signal to our group reaches nobody else.
    try check(setsid(), .startSession)
    // First of all that costs anything: what follows is charged to the session, and file systems are to whom made them.
    try cgroups.join()
    clock.mark("cgroups")
    // The mounts are made while the outer namespace's capabilities last.
    try check(pollux_unshare(POLLUX_CLONE_NEWNS), .unshareMountNamespace)
    try SessionMounts(limits: limits, owner: ids.userID).mountAll()
    clock.mark("mounts")
    // No System V or POSIX queue of a neighbour's, no view of the cgroup tree.
    try check(pollux_unshare(POLLUX_CLONE_NEWIPC | POLLUX_CLONE_NEWCGROUP), .unshareIPCNamespace)
    clock.mark("ipc and cgroup namespaces")
    // Last of the namespaces: it owns none of the ones above, so even root of it could not change a mount.
    try enterUserNamespace()
    clock.mark("user namespace")
    // While this process still has the new namespace's capabilities: no user namespace below it, ever.
    try forbidUserNamespaces()
    // Lowering needs no right; a hard limit keeps user code from raising it again.
    try resourceLimits.apply()
    clock.mark("limits")
    // Nothing can come back: not by exec of a file with capabilities or the set-user-id bit, not as a core file.
    try Privileges.renounce()
    // Ids after the bounding set, which needs CAP_SETPCAP; the sets themselves go after the ids, which need CAP_SETUID.
    try Privileges.become(SessionIDs.user)
    try Privileges.dropCapabilities()
    // A change of ids clears the death signal (prctl(2)), so it is asked for after it.
    try check(pollux_set_parent_death_signal(SIGKILL), .askForDeathSignal, "the fork server")
    // By number: a blanket close would take descriptors that libraries opened before the fork and still use.
    for descriptor in closing + cgroups.descriptors + [handshake, userLimits] { close(descriptor) }
    clock.mark("privileges")
    // After the mounts it names and before seccomp, which lets nobody near it; it needs no_new_privs.
    verification?.listenOutside()
    try landlock.enter(landlock.sessionRules)
    clock.mark("Landlock")
    // With seccomp off, so that each layer is tried by itself and not only the last one.
    verification?.tryLayers()
    // Last: everything above needs calls that it denies.
    try filter.load()
    clock.mark("seccomp")
    verification?.tryFilter()
  }

  private func enterUserNamespace() throws(GuestError) {
    try check(pollux_unshare(POLLUX_CLONE_NEWUSER), .unshareUserNamespace)
    try check(pollux_send(handshake, [1], 1, nil, 0), .askForMaps)
    var byte: UInt8 = 0
    let count = try check(read(handshake, &byte, 1), .waitForMaps)
    // The end: the fork server could not write them, and has told the server why.
    guard count == 1 else { throw GuestError(.waitForMaps, errno: 0) }
  }

  private func forbidUserNamespaces() throws(GuestError) {
    // The kernel looks the name up in the namespace of the process that opens it (user_namespaces(7)).
    for name in ["max_user_namespaces", "max_mnt_namespaces", "max_pid_namespaces", "max_net_namespaces"] {
      let descriptor = try check(openat(userLimits, name, O_WRONLY | O_CLOEXEC), .openUserLimit, name)
      defer { close(descriptor) }
      try check(write(descriptor, "0", 1), .writeUserLimit, name)
    }
  }
}
