import CLinuxShim
import Glibc
import PythonRuntime
import SandboxProtocol

/// The descriptors a session gets from the server.
struct SessionDescriptors {
  var channel: Int32
  var standardOutput: Int32
  var standardError: Int32
  /// Open `cgroup.procs` files; none where there is no cgroup.
  var cgroups: [Int32]

  /// Takes them in the order in which the server sends them.
  /// - Parameter received: What came with the start frame; nil where something is missing.
  init?(_ received: [Int32]) {
    guard received.count >= 3 else { return nil }
    (channel, standardOutput, standardError) = (received[0], received[1], received[2])
    cgroups = Array(received.dropFirst(3))
  }
}

/// Forks sessions: an init and an interpreter in a pid namespace of their own.
struct SessionStarter {
  let specification: ForkServerSpecification
  let interpreter: Interpreter
  let filter: SeccompFilter
  let hasIDRange: Bool
  let landlock = Landlock()
  let resourceLimits: ResourceLimits
  /// Starts the sessions of the level `restricted`; nil at the others.
  let restricted: RestrictedStarter?
  /// This process's namespaces as `/proc/self/ns` names them.
  private let namespaces: [String]
  /// This process's pid namespace, to come back to.
  private let pidNamespace: Int32
  /// `/proc/sys/user` of a proc that is whole; sessions have none, and look names up in their own namespace.
  private let userLimits: Int32

  init(
    specification: ForkServerSpecification,
    interpreter: Interpreter,
    filter: SeccompFilter,
    hasIDRange: Bool,
    setting: RestrictedSetting?
  ) throws(GuestError) {
    self.specification = specification
    self.interpreter = interpreter
    self.filter = filter
    resourceLimits = ResourceLimits(specification.limits)
    self.hasIDRange = hasIDRange
    if let setting {
      restricted = try RestrictedStarter(
        setting: setting,
        specification: specification,
        interpreter: interpreter,
        landlock: landlock
      )
    } else {
      restricted = nil
    }
    namespaces = NamespaceName.all.compactMap(NamespaceName.current)
    pidNamespace = try check(open("/proc/self/ns/pid", O_RDONLY | O_CLOEXEC), .openFile, "/proc/self/ns/pid")
    userLimits = try check(open("/proc/sys/user", O_RDONLY | O_DIRECTORY | O_CLOEXEC), .openUserLimits)
  }

  /// Starts a session and returns as soon as its ids are mapped; the jail's other steps go on in the session.
  /// - Parameters:
  ///   - id: The session's number; it picks the slice of ids.
  ///   - verifies: Whether the session tries its layers instead of running code.
  ///   - descriptors: The session's channel, standard streams and cgroups.
  ///   - inherited: Descriptors of the fork server's that a session must not keep.
  /// - Returns: The session's processes.
  /// - Throws: `GuestError` of the step that failed; nothing is left running then.
  func start(
    id: UInt64,
    verifies: Bool,
    descriptors: SessionDescriptors,
    inherited: [Int32]
  ) throws(GuestError) -> ForkServer.Session {
    #if FaultInjection
      FaultInjection.enter(.sessionStart)
      defer { FaultInjection.enter(.forkServer) }
    #endif
    let clock = StepClock()
    try assertOneThread()
    clock.mark("one thread")
    if let restricted {
      return try restricted.start(id: id, verifies: verifies, descriptors: descriptors, inherited: inherited)
    }
    let ids = SessionIDs(session: id, hasRange: hasIDRange)
    var handshake: [Int32] = [-1, -1]
    try check(pollux_socketpair_seqpacket(&handshake), .makeHandshake)
    defer { close(handshake[0]) }
    let jail = Jail(
      limits: specification.limits,
      resourceLimits: resourceLimits,
      clock: clock,
      ids: ids,
      filter: filter,
      landlock: landlock,
      cgroups: CgroupMembership(descriptors: descriptors.cgroups),
      userLimits: userLimits,
      handshake: handshake[1],
      // The standard streams stand in 0 to 2 by then, where the fork server has its control channel.
      closing: (inherited + [pidNamespace, handshake[0]]).filter { $0 > 2 }
    )

    var session = ForkServer.Session(interpreter: -1, initProcess: -1)
    let forked: Result<Void, GuestError>
    do throws(GuestError) {
      // Only children enter a new pid namespace, and the first of them is its pid 1.
      try check(pollux_unshare(POLLUX_CLONE_NEWPID), .unsharePIDNamespace)
      session.initProcess = try startInit(ids, cgroups: descriptors.cgroups)
      clock.mark("init")
      session.interpreter = try forkInterpreter(in: jail, descriptors, verifies: verifies)
      forked = .success(())
    } catch {
      forked = .failure(error)
    }
    close(handshake[1])
    do throws(GuestError) {
      // Whatever failed: the next session is to be forked from here.
      try check(pollux_setns(pidNamespace, POLLUX_CLONE_NEWPID), .returnToPIDNamespace)
      try forked.get()
      try mapIDs(of: session.interpreter, ids, over: handshake[0])
    } catch {
      abandon(session)
      throw error
    }
    return session
  }

  /// Whether children of this process share its pid namespace, as they must between two starts.
  var isInOwnPIDNamespace: Bool {
    NamespaceName.current("pid_for_children") == NamespaceName.current("pid")
  }

  private func forkInterpreter(
    in jail: Jail,
    _ descriptors: SessionDescriptors,
    verifies: Bool
  ) throws(GuestError) -> pid_t {
    interpreter.beforeFork()
    defer { interpreter.afterForkInParent() }
    let child = try check(pollux_fork(), .forkSession)
    guard child == 0 else { return child }
    #if FaultInjection
      FaultInjection.enter(.session)
    #endif
    jail.clock.mark("fork")
    interpreter.afterForkInChild()
    jail.clock.mark("Python after the fork")
    if verifies { LayerVerification.run(in: jail, descriptors: descriptors, foreign: foreignNamespaces) }
    SessionLoop.run(
      descriptors: descriptors,
      interpreter: interpreter,
      limits: specification.limits,
      clock: jail.clock
    ) { () throws(GuestError) in try jail.enter() }
  }

  /// The namespaces a session must not be in: the server's, and of this process's those that each session has anew.
  private var foreignNamespaces: [String] {
    specification.hostNamespaces + namespaces.filter { !$0.hasPrefix("net:") && !$0.hasPrefix("uts:") }
  }

  private func startInit(_ ids: SessionIDs, cgroups: [Int32]) throws(GuestError) -> pid_t {
    let path = RootFilesystem.initExecutable
    let id = hasIDRange ? ids.initID : uid_t.max
    var arguments: [UnsafeMutablePointer<CChar>?] = [strdup(path), nil]
    defer { free(arguments[0]) }
    return try check(pollux_spawn_init(path, &arguments, id, id, cgroups, cgroups.count), .startInit)
  }

  /// Waits until the session has its user namespace, writes its maps and lets it go on.
  private func mapIDs(of child: pid_t, _ ids: SessionIDs, over socket: Int32) throws(GuestError) {
    var watched = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
    guard try check(poll(&watched, 1, 10_000), .waitForUserNamespace) == 1 else {
      throw GuestError(.waitForUserNamespace, errno: ETIMEDOUT)
    }
    var byte: UInt8 = 0
    // No byte but the end: a step before failed, and the session has told the server which.
    guard read(socket, &byte, 1) == 1 else { return }
    if !hasIDRange { try writeIDMap("/proc/\(child)/setgroups", "deny", named: "the session's setgroups") }
    try writeIDMap("/proc/\(child)/uid_map", ids.map, named: "the session's uid_map")
    try writeIDMap("/proc/\(child)/gid_map", ids.map, named: "the session's gid_map")
    // One that has gone since has told it too.
    try check(pollux_send(socket, [1], 1, nil, 0) == 1 || errno == EPIPE ? 0 : -1, .letSessionGoOn)
  }

  private func abandon(_ session: ForkServer.Session) {
    let processes = [session.interpreter, session.initProcess ?? -1].filter { $0 > 0 }
    for process in processes { kill(process, SIGKILL) }
    // Init last: its end waits until every process of its namespace is reaped, and the interpreter is ours to reap.
    for process in processes { waitpid(process, nil, 0) }
  }

  private func assertOneThread() throws(GuestError) {
    guard getpid() > 2 else { throw GuestError(.checkPID, errno: 0) }
    let status = try readFile("/proc/self/status")
    guard status.split(separator: "\n").contains("Threads:\t1") else {
      throw GuestError(.checkOneThread, errno: 0)
    }
  }
}

/// The ids a session runs under.
struct SessionIDs {
  /// User and group id of user code as it sees itself.
  static let user: uid_t = 1000
  /// The ids of init and of user code in the outer user namespace.
  let initID: uid_t
  let userID: uid_t

  init(session: UInt64, hasRange: Bool) {
    let pair = uid_t(session % SessionNumbering.pairCount)
    initID = hasRange ? 1 + 2 * pair : 0
    userID = hasRange ? 2 + 2 * pair : 0
  }

  /// The session's map: one id, and not the outer namespace's 0 where there is a range.
  var map: String { "\(Self.user) \(userID) 1\n" }
}
