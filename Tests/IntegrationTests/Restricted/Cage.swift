import TestSupport
/// A machine that gives no user namespaces and no capabilities, as a container with a strict profile is one.
enum Cage {
  /// Starts what follows it in its own place.
  static let command = [
    "/usr/bin/unshare", "--user", "--map-root-user", "/bin/sh", "-c",
    """
    echo 0 >/proc/sys/user/max_user_namespaces && exec /usr/bin/setpriv --bounding-set=-all --inh-caps=-all "$@"
    """, "sh",
  ]

  /// Whether one can be made here: it takes a user namespace to have a place without any.
  static func isAvailable() async throws -> Bool {
    try await run("/usr/bin/true").ending == .exited(0)
  }

  static func run(_ arguments: String...) async throws -> RunningProgram.Outcome {
    let command = command + arguments
    return try await RunningProgram(command[0], Array(command.dropFirst())).outcome()
  }
}
