import CLinuxShim
import Glibc
import SandboxProtocol

/// Builds what all sessions share and stays outside of it: a read-only root bound with the caller's own rights, then the
/// outer namespaces, whose pid 1 starts the fork server.
///
/// One order for root and for an ordinary user. They differ in one point: root binds first and takes a user namespace
/// afterwards, an ordinary user needs the user namespace to be allowed to bind at all. What only the caller may read (the
/// project may stand in a 0700 home) is opened before either.
enum Launcher {
  static func run() -> Never {
    let channel = ControlChannel(descriptor: 0)
    #if FaultInjection
      FaultInjection.openFolder()
      FaultInjection.enter(.launcher)
    #endif
    do throws(GuestError) {
      guard let message = try channel.receive() else { exit(0) }
      switch message.request {
      case .launch(let specification) where specification.level == .restricted:
        exit(try RestrictedLauncher.launch(specification))
      case .launch(let specification): exit(try launch(specification))
      case .describeFilter(let profile): try FilterDescriber.describe(profile, to: channel)
      default: throw GuestError(.waitForLaunch, errno: 0)
      }
      exit(0)
    } catch {
      channel.send(.refused(error))
      exit(78)
    }
  }

  /// Enters the outer namespaces and waits for their pid 1.
  /// - Parameter specification: What to bind, and the ids to use.
  /// - Returns: The exit status of pid 1.
  /// - Throws: `GuestError` of the step that failed.
  private static func launch(_ specification: LaunchSpecification) throws(GuestError) -> Int32 {
    var map = try OuterIDMap.choose(for: specification)
    try map.prepareWriter()
    defer { map.dismissWriter() }
    // Only with the right to mount outside of a user namespace can binding come before it.
    let bindsFirst = pollux_has_capability(POLLUX_CAP_SYS_ADMIN) == 1
    if !bindsFirst { try map.enterUserNamespace() }

    // A mount namespace of our own first: nothing below may show on the host.
    try check(pollux_unshare(POLLUX_CLONE_NEWNS), .unshareMountNamespace)
    // In this namespace, for nothing of another can be bound; and still with the caller's own ids.
    let sources = try RootSources(specification)
    if !bindsFirst { try map.becomeNamespaceRoot() }
    try RootFilesystem.build(sources)

    // From here on there are no rights left but in the namespace.
    if bindsFirst {
      try map.enterUserNamespace()
      try map.becomeNamespaceRoot()
    }
    try check(
      pollux_unshare(
        POLLUX_CLONE_NEWNS | POLLUX_CLONE_NEWPID | POLLUX_CLONE_NEWNET | POLLUX_CLONE_NEWUTS | POLLUX_CLONE_NEWIPC
          | POLLUX_CLONE_NEWCGROUP
      ),
      .unshareOuterNamespaces
    )

    let child = try check(pollux_fork(), .forkOuterInit)
    if child == 0 { OuterInit.run(hasIDRange: map.isRange) }
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0 && errno == EINTR {}
    // The low seven bits are the signal, the next eight the exit status (wait(2)).
    return status & 0x7f == 0 ? (status >> 8) & 0xff : 70
  }
}
