import CLinuxShim
import Glibc
import SandboxProtocol

/// The launcher of the level `restricted`: no namespaces, so a keeper takes the place of a pid namespace's pid 1.
///
/// The keeper is another process than the launcher because the server ends the launcher with SIGKILL, which leaves no
/// time to clean up.
enum RestrictedLauncher {
  /// Starts the keeper and waits for it.
  /// - Parameter specification: What to run, and the ids to use.
  /// - Returns: The keeper's exit status.
  /// - Throws: `GuestError` of the step that failed.
  static func launch(_ specification: LaunchSpecification) throws(GuestError) -> Int32 {
    // Without it nothing guards the files of this machine.
    guard Landlock().abi > 0 else { throw GuestError(.enterLandlock, errno: ENOSYS) }
    let idBase = try ownIDs(for: specification)
    let launcher = getpid()
    let keeper = try check(pollux_fork(), .forkKeeper)
    if keeper == 0 { RestrictedKeeper.run(specification, idBase: idBase, launcher: launcher) }
    var status: Int32 = 0
    while waitpid(keeper, &status, 0) < 0 && errno == EINTR {}
    return status & 0x7f == 0 ? (status >> 8) & 0xff : 70
  }

  /// The first id of a range for sessions, where this process may take ids, give folders away and signal every id.
  private static func ownIDs(for specification: LaunchSpecification) throws(GuestError) -> uid_t? {
    let needed = [
      POLLUX_CAP_SETUID, POLLUX_CAP_SETGID, POLLUX_CAP_KILL, POLLUX_CAP_CHOWN, POLLUX_CAP_DAC_OVERRIDE,
      POLLUX_CAP_FOWNER,
    ]
    guard needed.allSatisfy({ pollux_has_capability($0) == 1 }) else { return nil }
    let map = try OuterIDMap.choose(for: specification)
    return map.isRange ? map.users.base : nil
  }
}
