import Glibc
import SandboxProtocol

/// What a person can do about a step the kernel refused.
enum RefusalRemedy {
  /// - Parameter failure: The step and the kernel's answer, as launcher, fork server or session tell them.
  /// - Returns: An error with cause and remedy.
  static func error(_ failure: GuestError) -> SandboxError {
    .refused(
      layer: failure.stage.layer,
      stage: failure.step,
      reason: failure.errno == 0 ? "it failed" : String(cString: strerror(failure.errno)),
      remedy: text(failure)
    )
  }

  /// The way out for machines that give no namespaces at all.
  private static let withoutNamespaces = """
    Or set isolation: restricted in sandbox.yaml, or POLLUX_ISOLATION=restricted, which needs no namespaces and protects \
    less (SECURITY.md).
    """

  static let landlock =
    "Use Linux 5.13 or newer with landlock among the security modules (the kernel's parameter lsm=)."

  /// What stands in the way on this machine, where that can be found out; else all that could.
  private static func userNamespaces(_ errno: Int32) -> String {
    if let known = MachineFacts.userNamespaceRemedy { return known }
    if errno == ENOSPC { return "Raise the limit: sysctl -w user.max_user_namespaces=10000." }
    return """
      Allow unprivileged user namespaces (sysctl kernel.unprivileged_userns_clone=1, or \
      kernel.apparmor_restrict_unprivileged_userns=0 on Ubuntu); in a container, start it with a seccomp profile that \
      allows them.
      """
  }

  private static func text(_ failure: GuestError) -> String {
    switch (failure.stage.remedy, failure.errno) {
    case (.allowUserNamespaces, let errno):
      "\(userNamespaces(errno)) \(withoutNamespaces)"
    case (.unmaskProc, _):
      "The outer /proc is masked, as containers mask it; start the container with --security-opt systempaths=unconfined. \(withoutNamespaces)"
    case (.enableLandlock, _):
      landlock
    case (.openLibraries, _):
      """
      Sessions have ids of their own at the level restricted when Pollux runs as root: put the project where every user \
      may read it, or run Pollux as an ordinary user.
      """
    case (.installPython, _):
      "Install Debian's python3 and the library set: make build."
    case (nil, EPERM), (nil, EACCES):
      """
      Something around Pollux forbids it, such as a container's seccomp or AppArmor profile: `pollux doctor` tries every \
      layer, and a container needs the options of the README's "In a container". Nothing runs without this layer. \
      \(withoutNamespaces)
      """
    case (nil, _):
      "Every layer is needed, so nothing runs without it; `pollux doctor` tries each of them."
    }
  }
}
