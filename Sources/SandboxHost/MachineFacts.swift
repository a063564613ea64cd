import CLinuxShim
import FoundationEssentials
import Glibc

/// What this machine says of itself that bears on isolation.
enum MachineFacts {
  /// The namespaces of this process, as `/proc/self/ns` names them; they never change.
  static let ownNamespaces: [String] = ["cgroup", "ipc", "mnt", "net", "pid", "user", "uts"].compactMap {
    try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/ns/" + $0)
  }

  /// The kernel's release, `6.1.0-40-amd64`.
  static var kernel: String { sysctl("kernel/osrelease") ?? "unknown" }

  /// The ABI of the kernel's Landlock; 0 if there is none.
  static var landlockABI: Int32 { max(0, pollux_landlock_abi()) }

  /// Why a user namespace is refused here, with what to do about it; nil where nothing known stands in the way.
  static var userNamespaceRemedy: String? {
    if sysctl("user/max_user_namespaces") == "0" {
      return
        "User namespaces are switched off (user.max_user_namespaces is 0): sysctl -w user.max_user_namespaces=10000."
    }
    if sysctl("kernel/unprivileged_userns_clone") == "0", geteuid() != 0 {
      return "Unprivileged user namespaces are switched off: sysctl -w kernel.unprivileged_userns_clone=1."
    }
    if sysctl("kernel/apparmor_restrict_unprivileged_userns") == "1", geteuid() != 0 {
      return """
        AppArmor restricts unprivileged user namespaces, as Ubuntu has it: give pollux-sandbox an AppArmor profile with \
        `userns,`, or sysctl -w kernel.apparmor_restrict_unprivileged_userns=0.
        """
    }
    if isContainer {
      return """
        The container's seccomp profile forbids namespaces, as Docker's default does: start the container with \
        --security-opt seccomp=unconfined --security-opt apparmor=unconfined --security-opt systempaths=unconfined.
        """
    }
    return nil
  }

  /// Whether this process seems to be in a container of Docker, Podman or Kubernetes.
  static var isContainer: Bool {
    let files: [String] = ["/.dockerenv", "/run/.containerenv"]
    let variables: [String] = ["KUBERNETES_SERVICE_HOST", "container"]
    return files.contains { access($0, F_OK) == 0 } || variables.contains { getenv($0) != nil }
  }

  private static func sysctl(_ name: String) -> String? {
    guard let text = try? String(contentsOfFile: "/proc/sys/" + name, encoding: .utf8) else { return nil }
    return String(text.prefix { !$0.isNewline })
  }
}
