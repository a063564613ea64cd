import CLinuxShim
import Glibc
import PythonRuntime
import SandboxProtocol

/// One process with CPython and the whole library set in memory, from which sessions are forked.
///
/// It never sees a request, a key or a session's data. It has one thread, for a fork copies only the thread that calls
/// it and leaves every lock another thread held locked for good.
struct ForkServer {
  private let channel: ControlChannel
  private let starter: SessionStarter
  private let childDescriptor: Int32
  private var sessions: [UInt64: Session] = [:]

  /// The processes the fork server has of a session.
  struct Session {
    var interpreter: pid_t
    /// nil where there is no pid namespace: the session is the interpreter's process group then.
    var initProcess: pid_t?
    var isInterpreterReaped = false
    var isInitReaped = false

    /// Whether no process of the session is left.
    ///
    /// Pid 1 is reaped only after the kernel has seen the last process of its namespace gone (pid_namespaces(7)). A group
    /// exists, and its number is not given out again, until its last process is reaped.
    var isGone: Bool {
      guard isInterpreterReaped else { return false }
      return initProcess == nil ? Glibc.kill(-interpreter, 0) != 0 && errno == ESRCH : isInitReaped
    }
  }

  static func run() -> Never {
    let channel = ControlChannel(descriptor: 0)
    #if FaultInjection
      FaultInjection.enter(.forkServer)
    #endif
    do throws(GuestError) {
      guard let message = try channel.receive() else { exit(0) }
      guard case .prepare(let specification) = message.request else {
        throw GuestError(.waitForPrepare, errno: 0)
      }
      var server = try ForkServer(specification, channel: channel)
      try server.serve()
      exit(0)
    } catch {
      channel.send(.refused(error))
      exit(78)
    }
  }

  private init(_ specification: ForkServerSpecification, channel: ControlChannel) throws(GuestError) {
    self.channel = channel
    channel.send(.progress("starting Python"))
    let setting = RestrictedSetting(arguments: CommandLine.arguments)
    let interpreter: Interpreter
    do {
      interpreter = try Interpreter(
        specification: specification,
        libraries: setting.map { [$0.moduleFolder, $0.libraries] }
      ) { module in
        channel.send(.progress("importing \(module)"))
      }
    } catch {
      throw GuestError(.startPython, error.message, errno: 0)
    }
    let filter = try SeccompFilter(profile: specification.seccomp)
    starter = try SessionStarter(
      specification: specification,
      interpreter: interpreter,
      filter: filter,
      hasIDRange: setting.map { $0.idBase != nil } ?? (CommandLine.arguments.last == "range"),
      setting: setting
    )
    if setting == nil { SessionLoop.rehearse(interpreter, limits: specification.limits) }
    pollux_settle_heap()
    // Last, when all that sessions share is there.
    HugePages.collapseMemory()
    // From here on a child's end is read from a descriptor; sessions get an empty mask back.
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGCHLD)
    sigprocmask(SIG_BLOCK, &signals, nil)
    childDescriptor = try check(pollux_signalfd(&signals), .makeSignalDescriptor)
    channel.send(
      .ready(
        ForkServerFacts(
          pythonVersion: PythonVersion.text,
          hasIDRange: starter.hasIDRange,
          landlockABI: UInt32(starter.landlock.abi),
          missingModules: interpreter.missingModules,
          memoryByteCount: OwnMemory.byteCount()
        )
      )
    )
  }

  private mutating func serve() throws(GuestError) {
    while true {
      var watched = [
        pollfd(fd: channel.descriptor, events: Int16(POLLIN), revents: 0),
        pollfd(fd: childDescriptor, events: Int16(POLLIN), revents: 0),
      ]
      let interval = sessions.isEmpty ? nil : starter.restricted?.countingInterval
      guard poll(&watched, 2, interval ?? -1) >= 0 || errno == EINTR else {
        throw GuestError(.pollControl, errno: errno)
      }
      if watched[1].revents != 0 { reap() }
      if interval != nil { killOversized() }
      guard watched[0].revents != 0 else { continue }
      guard let message = try channel.receive() else { return }
      try handle(message)
    }
  }

  private mutating func handle(_ message: ControlChannel.Message) throws(GuestError) {
    defer { for descriptor in message.descriptors { close(descriptor) } }
    switch message.request {
    case .startSession(let id, let verifies):
      do throws(GuestError) {
        guard let descriptors = SessionDescriptors(message.descriptors), sessions[id] == nil else {
          throw GuestError(.readStartFrame, errno: EINVAL)
        }
        sessions[id] = try starter.start(
          id: id,
          verifies: verifies,
          descriptors: descriptors,
          inherited: [channel.descriptor, childDescriptor]
        )
      } catch {
        // Later children would be in a namespace that is not theirs, or none: this ends, and the server starts another.
        guard starter.isInOwnPIDNamespace else { throw error }
        channel.send(.sessionRefused(id: id, error))
      }
    case .killSession(let id):
      if let session = sessions[id] { Self.kill(session) }
    case .beat(let number):
      channel.send(.alive(number))
    case .launch, .prepare, .describeFilter:
      channel.send(.refused(GuestError(.readRepeatedFrame, errno: EINVAL)))
    }
  }

  /// Ends a session: with pid 1 of its namespace, or with the group, the kernel kills every process in it at once.
  private static func kill(_ session: Session) {
    if let initProcess = session.initProcess {
      if !session.isInitReaped { Glibc.kill(initProcess, SIGKILL) }
    } else if !session.isGone {
      Glibc.kill(-session.interpreter, SIGKILL)
    }
    if !session.isInterpreterReaped { Glibc.kill(session.interpreter, SIGKILL) }
  }

  /// Kills the sessions with more processes than they may have, where the kernel does not stop them.
  private func killOversized() {
    guard let limit = starter.restricted?.processLimit else { return }
    let sizes = ProcessList.groupSizes()
    for session in sessions.values where sizes[session.interpreter, default: 0] > limit { Self.kill(session) }
  }

  private mutating func reap() {
    var record = [UInt8](repeating: 0, count: 1024)
    _ = read(childDescriptor, &record, record.count)
    while true {
      var status: Int32 = 0
      let ended = waitpid(-1, &status, WNOHANG)
      guard ended > 0 else { break }
      note(ended, status)
    }
    // Without a pid namespace the last process to be reaped may be any.
    for (id, session) in sessions where session.initProcess == nil && session.isGone { forget(id) }
  }

  private mutating func note(_ ended: pid_t, _ status: Int32) {
    guard let (id, _) = sessions.first(where: { $0.value.interpreter == ended || $0.value.initProcess == ended }),
      var session = sessions[id]
    else { return }
    if session.interpreter == ended {
      session.isInterpreterReaped = true
      let signal = status & 0x7f
      channel.send(
        .sessionExited(id: id, ending: signal == 0 ? .exited(status: (status >> 8) & 0xff) : .signaled(signal))
      )
    } else {
      session.isInitReaped = true
    }
    Self.kill(session)
    sessions[id] = session
    if session.isGone { forget(id) }
  }

  private mutating func forget(_ id: UInt64) {
    sessions[id] = nil
    starter.restricted?.removeFolder(of: id)
    channel.send(.sessionGone(id: id))
  }
}
