import CLinuxShim
import Glibc
import SandboxProtocol

/// Capabilities, ids and what an exec could bring back.
enum Privileges {
  /// Gives up what a later exec could regain.
  /// - Parameter needsEmptyBoundingSet: false where the process may be one without the right to empty it.
  /// - Throws: `GuestError` of the step that failed.
  static func renounce(needsEmptyBoundingSet: Bool = true) throws(GuestError) {
    if pollux_bounding_set_drop_all() != 0, needsEmptyBoundingSet || errno != EPERM {
      throw GuestError(.dropBoundingSet, errno: errno)
    }
    try check(pollux_ambient_clear(), .clearAmbient)
    try check(pollux_set_dumpable(0), .forbidDumps)
    try check(pollux_set_no_new_privileges(), .setNoNewPrivileges)
  }

  /// Takes the ids of user code.
  /// - Parameter id: User and group id in the session's namespace.
  /// - Throws: `GuestError` of the step that failed.
  static func become(_ id: uid_t) throws(GuestError) {
    // With one mapped id `setgroups` is denied for good (user_namespaces(7)); there is no group to lose then that
    // means anything in this namespace.
    try check(pollux_setgroups_empty() == 0 || errno == EPERM ? 0 : -1, .clearGroups)
    try check(pollux_setresgid(id), .setGroupID)
    try check(pollux_setresuid(id), .setUserID)
  }

  /// Empties the capability sets, and lets the process read its own `/proc/self` again.
  ///
  /// A process that is not dumpable finds its own entries owned by root, which breaks `/proc/self/fd` for libraries.
  /// Nothing of another id or namespace can trace it, and the system calls to trace with are denied.
  /// - Throws: `GuestError` of the step that failed.
  static func dropCapabilities() throws(GuestError) {
    try check(pollux_capset_none(), .emptyCapabilities)
    try check(pollux_set_dumpable(1), .allowOwnProc)
  }
}
