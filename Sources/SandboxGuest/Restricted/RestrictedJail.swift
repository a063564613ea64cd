import CLinuxShim
import Glibc
import SandboxProtocol

/// What stands between a session's process and user code where there are no namespaces.
struct RestrictedJail {
  let limits: SessionLimits
  let place: SessionPlace
  /// The session's own id; nil: the caller's.
  let id: uid_t?
  let setting: RestrictedSetting
  let filter: RestrictedFilter
  let landlock: Landlock
  let forkServer: pid_t
  /// Descriptors of the fork server's.
  let closing: [Int32]

  /// Each process's limits; processes are counted only where the count is the session's own.
  var resourceLimits: ResourceLimits { ResourceLimits(limits, boundsProcesses: id != nil) }

  /// Closes the jail around this process.
  ///
  /// The order is the point: each line says why it stands where it stands.
  ///
  /// - Parameter verification: Where the session only tries its layers: what it finds before and after the last one.
  /// - Throws: `GuestError` of the step that failed; the process must end then.
  func enter(verification: RestrictedVerification? = nil) throws(GuestError) {
    // The process group is what the fork server kills; before anything that could start a process. The filter keeps
    // everybody in it.
    try check(setsid(), .startSession)
    // While this process may still enter any folder; the paths below are the session's own from here on.
    try check(chdir(place.folder), .enterFolder, "the session's folder")
    // Lowering needs no right; a hard limit keeps user code from raising it again. RLIMIT_NPROC counts everything a user
    // has on the machine, so it bounds a session only where the user is the session.
    try resourceLimits.apply()
    // Nothing can come back by an exec. Only who has CAP_SETPCAP may empty the bounding set; without it no_new_privs is
    // what keeps capabilities away, and it does so for every exec.
    try Privileges.renounce(needsEmptyBoundingSet: id != nil)
    // Ids after the bounding set, which needs CAP_SETPCAP; the sets themselves go after the ids, which need CAP_SETUID.
    if let id { try Privileges.become(id) }
    try Privileges.dropCapabilities()
    // Under the new id the machine's own modes count: better a clear word now than an import that fails.
    try check(access(setting.libraries, R_OK | X_OK), .reachLibraries)
    // A change of ids clears the death signal (prctl(2)), so it is asked for after it; a death before counts too.
    try check(pollux_set_parent_death_signal(SIGKILL), .askForDeathSignal, "the fork server")
    guard getppid() == forkServer else { throw GuestError(.findForkServer, errno: ESRCH) }
    // By number: a blanket close would take descriptors that libraries opened before the fork and still use.
    for descriptor in closing { close(descriptor) }
    // The one guard of the machine's files, so never without; it needs no_new_privs, and a seccomp that allows it.
    guard landlock.abi > 0 else { throw GuestError(.enterLandlock, errno: ENOSYS) }
    try landlock.enter(RestrictedRules.rules(place: place, setting: setting))
    // With seccomp off, so that each layer is tried by itself and not only the last one.
    verification?.tryLayers()
    // Last: everything above needs calls that it denies. Here, because it may have this process's number in it.
    try filter.load()
    verification?.tryFilter()
  }
}
