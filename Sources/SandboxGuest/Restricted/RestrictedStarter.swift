import CLinuxShim
import Glibc
import PythonRuntime
import SandboxProtocol

/// Forks sessions where there are no namespaces: one process each, with a folder and, where there are any, an id of its own.
///
/// It needs no init: the fork server reaps what is orphaned, and the process group bounds what is killed.
struct RestrictedStarter {
  let setting: RestrictedSetting
  private let specification: ForkServerSpecification
  private let interpreter: Interpreter
  private let landlock: Landlock
  private let filter: RestrictedFilter

  init(
    setting: RestrictedSetting,
    specification: ForkServerSpecification,
    interpreter: Interpreter,
    landlock: Landlock
  ) throws(GuestError) {
    (self.setting, self.specification, self.interpreter) = (setting, specification, interpreter)
    self.landlock = landlock
    filter = try RestrictedFilter(
      profile: specification.seccomp,
      sharesID: setting.idBase == nil,
      landlockABI: landlock.abi
    )
    // An orphan of a session stays below this process, which hears of its end.
    try check(pollux_set_child_subreaper(), .becomeReaper)
  }

  /// Starts a session; its jail is made in it.
  /// - Parameters:
  ///   - id: The session's number.
  ///   - verifies: Whether the session tries its layers instead of running code.
  ///   - descriptors: The session's channel and standard streams.
  ///   - inherited: Descriptors of the fork server's that a session must not keep.
  /// - Returns: The session's process.
  /// - Throws: `GuestError` of the step that failed; nothing is left running then.
  func start(
    id: UInt64,
    verifies: Bool,
    descriptors: SessionDescriptors,
    inherited: [Int32]
  ) throws(GuestError) -> ForkServer.Session {
    let jail = RestrictedJail(
      limits: specification.limits,
      place: SessionPlace(below: "\(setting.folder)/\(id)"),
      id: setting.idBase.map { $0 + SessionIDs(session: id, hasRange: true).userID },
      setting: setting,
      filter: filter,
      landlock: landlock,
      forkServer: getpid(),
      // The standard streams stand in 0 to 2 by then, where the fork server has its control channel.
      closing: (inherited + [RestrictedSetting.removals]).filter { $0 > 2 }
    )
    do throws(GuestError) {
      try makeFolders(jail)
      interpreter.beforeFork()
      let child = pollux_fork()
      if child == 0 {
        interpreter.afterForkInChild()
        if verifies { RestrictedVerification.run(in: jail, descriptors: descriptors) }
        SessionLoop.run(
          in: jail.place,
          descriptors: descriptors,
          interpreter: interpreter,
          limits: jail.limits,
          clock: StepClock()
        ) { () throws(GuestError) in try jail.enter() }
      }
      let forkErrno = errno
      interpreter.afterForkInParent()
      guard child > 0 else { throw GuestError(.forkSession, errno: forkErrno) }
      return ForkServer.Session(interpreter: child, initProcess: nil)
    } catch {
      removeFolder(of: id)
      throw error
    }
  }

  /// How often the processes of sessions are counted, in milliseconds; nil where the kernel counts them.
  ///
  /// With ids of their own RLIMIT_NPROC bounds sessions. With the caller's id it would count all that the caller runs, in
  /// other containers too, so the fork server counts, and a session can be over its limit for so long.
  var countingInterval: Int32? { setting.idBase == nil ? 100 : nil }

  /// The largest number of processes of a session.
  var processLimit: UInt64 { specification.limits.processes }

  /// Has the keeper remove a session's folder; no process of the session is left.
  func removeFolder(of id: UInt64) {
    var id = id
    // The keeper reads until its own end, which is this process's too; nothing else can keep eight bytes back.
    guard write(RestrictedSetting.removals, &id, 8) != 8 else { return }
    exit(70)
  }

  private func makeFolders(_ jail: RestrictedJail) throws(GuestError) {
    for folder in [jail.place.parent, jail.place.folder, jail.place.temporary].compactMap({ $0 }) {
      try check(mkdir(folder, 0o700), .makeSessionFolder)
      if let id = jail.id { try check(chown(folder, id, id), .giveSessionFolder) }
    }
  }
}
