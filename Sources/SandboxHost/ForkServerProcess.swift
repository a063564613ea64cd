import CLinuxShim
import Glibc
import Logging
import SandboxProtocol
import Synchronization
import TelemetryNames

/// A launcher with its fork server: started, listened to, and killed as one.
final class ForkServerProcess: Sendable {
  enum Phase {
    case starting
    case ready(ForkServerFacts)
    case ended(SandboxError)
  }

  struct State {
    var phase = Phase.starting
    var readyWaiter: CheckedContinuation<ForkServerFacts, any Error>?
    var changeWaiter: CheckedContinuation<Change, Never>?
    /// It starts no new sessions and ends with its last one.
    var isRetired = false
    var sessionLimit = UInt64.max
    var sessions: [UInt64: SessionSignals] = [:]
    /// Those of them that have not reported yet that they are ready.
    var starting: Set<UInt64> = []
    var sessionCount: UInt64 = 0
    var heartbeat: Task<Void, any Error>?
    var lastBeat: UInt64 = 0
    /// It hangs: it starts no new sessions and ends with its last one.
    var isSilent = false
    /// Sessions whose end it will not report any more; some of their processes may live as long as it does.
    var unheard: [UInt64] = []
  }

  private let control: Descriptor
  private let process: pid_t
  let numbers: SessionNumbers
  let logger: Logger
  let state = Mutex(State())

  private init(control: consuming Descriptor, process: pid_t, numbers: SessionNumbers, logger: Logger) {
    self.control = control
    self.process = process
    self.numbers = numbers
    self.logger = logger
  }

  /// Starts the launcher and sends it and the fork server what they need.
  /// - Parameters:
  ///   - paths: The parts of the sandbox.
  ///   - profile: Limits and filter.
  ///   - preload: The modules it imports.
  ///   - numbers: The numbers for its sessions; all fork servers of a server share them.
  ///   - level: The isolation level: whether there are namespaces.
  ///   - stock: The cgroups, if there are any.
  ///   - threads: Where the control channel is read.
  ///   - logger: Where progress goes.
  /// - Returns: The process, not yet ready.
  /// - Throws: `SandboxError` if it cannot be started.
  static func start(
    _ paths: SandboxPaths,
    profile: SandboxProfile,
    preload: [String],
    numbers: SessionNumbers,
    level: IsolationLevel,
    stock: CgroupStock?,
    threads: BlockingThreads,
    logger: Logger
  ) throws(SandboxError) -> ForkServerProcess {
    let sockets = try Descriptor.socketPair()
    let pid = try LauncherSpawn.spawn(paths.sandboxExecutable, control: sockets.theirs)
    let process = ForkServerProcess(control: sockets.ours, process: pid, numbers: numbers, logger: logger)
    do throws(CgroupProblem) {
      try stock?.adoptForkServer(pid)
    } catch {
      logger.warning("The fork server stays in the server's cgroup", metadata: [LogKeys.error: "\(error.text)"])
    }
    let launch = LaunchSpecification(
      sandboxExecutable: paths.sandboxExecutable,
      initExecutable: paths.initExecutable,
      libraries: paths.libraries,
      idBase: profile.idBase,
      idCount: profile.idCount,
      level: level
    )
    process.sendOrEnd(.launch(launch))
    process.sendOrEnd(.prepare(profile.forkServerSpecification(preload: preload)))
    threads.launch { process.listen() }
    return process
  }

  /// Waits until sessions can be started.
  /// - Parameter seconds: The longest wait.
  /// - Returns: What the fork server reports about itself.
  /// - Throws: `SandboxError` if a layer was refused, the process ended, or the wait was too long.
  func waitUntilReady(seconds: Int) async throws -> ForkServerFacts {
    try await withThrowingTaskGroup(of: ForkServerFacts.self) { group in
      group.addTask { try await self.ready() }
      group.addTask {
        try await Task.sleep(for: .seconds(seconds))
        self.kill(because: .unavailable("the fork server was not ready after \(seconds) s"))
        return try await self.ready()
      }
      defer { group.cancelAll() }
      guard let facts = try await group.next() else { throw SandboxError.lost }
      return facts
    }
  }

  /// Waits until the process has ended or must be replaced.
  /// - Parameters:
  ///   - sessions: After how many sessions it is replaced.
  ///   - time: After how long.
  ///   - clock: What that is measured by.
  /// - Returns: Which of them came first.
  func waitForChange(sessions: UInt64, time: Duration, by clock: any Clock<Duration>) async -> Change {
    let timer = Task {
      try await clock.sleep(for: time)
      tellChange(.worn)
    }
    defer { timer.cancel() }
    return await withCheckedContinuation { continuation in
      let change: Change? = state.withLock { state in
        if case .ended = state.phase { return .ended }
        if state.isSilent { return .silent }
        if state.sessionCount >= sessions { return .worn }
        state.changeWaiter = continuation
        state.sessionLimit = sessions
        return nil
      }
      if let change { continuation.resume(returning: change) }
    }
  }

  /// Lets its sessions finish, and ends with the last of them.
  func retire() {
    let isUnused = state.withLock { state in
      state.isRetired = true
      return state.sessions.isEmpty
    }
    if isUnused { kill(because: .lost) }
  }

  /// Whether nothing is left of it, or soon will be.
  var isEnded: Bool { state.withLock { if case .ended = $0.phase { true } else { false } } }

  /// The step at which it ended, if it reported one.
  var refusal: SandboxError? {
    state.withLock { state in
      if case .ended(let error) = state.phase, case .refused = error { error } else { nil }
    }
  }

  func tellChange(_ change: Change) { state.withLock { $0.changeWaiter.take() }?.resume(returning: change) }

  /// Kills the launcher, and with it every process of every session.
  /// - Parameter reason: The error that waiters get.
  func kill(because reason: SandboxError) {
    end(reason)
    // The listener reaps it when the channel hangs up, so the number cannot have been given to another process.
    Glibc.kill(process, SIGKILL)
    // This also kills a pid 1 that the launcher has forked but that has not asked for the death signal yet.
    shutdown(control.number, Int32(SHUT_RDWR))
  }

  private func ready() async throws -> ForkServerFacts {
    try await withCheckedThrowingContinuation { continuation in
      let result: Result<ForkServerFacts, any Error>? = state.withLock { state in
        switch state.phase {
        case .starting where state.readyWaiter == nil:
          state.readyWaiter = continuation
          return nil
        case .starting: return .failure(SandboxError.lost)
        case .ready(let facts): return .success(facts)
        case .ended(let error): return .failure(error)
        }
      }
      if let result { continuation.resume(with: result) }
    }
  }

  /// - Returns: false with `errno` if the frame was not sent.
  func send(_ request: ControlRequest, descriptors: [Int32] = []) -> Bool {
    let bytes = request.encoded()
    return pollux_send(control.number, bytes, bytes.count, descriptors, descriptors.count) == bytes.count
  }

  /// Sends a frame without which the fork server is useless.
  func sendOrEnd(_ request: ControlRequest) {
    guard !send(request) else { return }
    // A fork server that is gone has reported why, which the listener reads.
    if errno == EPIPE || errno == ECONNRESET { return }
    kill(because: .unavailable("the fork server could not be reached: \(String(cString: strerror(errno)))"))
  }

  /// Reads the control channel until it hangs up, then reaps the launcher.
  private func listen() {
    let isHungUp = readEvents()
    // A launcher that hung up is ending, and its status says why; any other is killed.
    if !isHungUp || isEnded { Glibc.kill(process, SIGKILL) }
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 && errno == EINTR {}
    end(
      isHungUp ? LauncherSpawn.error(status: status) : .unavailable("the fork server sent malformed data")
    )
  }

  /// - Returns: Whether the channel hung up; false if it cannot be read any further.
  private func readEvents() -> Bool {
    var buffer = [UInt8](repeating: 0, count: FrameLimits.frameByteCount)
    while true {
      var watched = pollfd(fd: control.number, events: Int16(POLLIN), revents: 0)
      guard poll(&watched, 1, -1) >= 0 || errno == EINTR else { return false }
      let count = pollux_receive_bytes(control.number, &buffer, buffer.count)
      if count < 0 && (errno == EAGAIN || errno == EINTR) { continue }
      if count == 0 { return true }
      guard count > 0, let event = try? ControlEvent(decoding: Array(buffer.prefix(count))) else { return false }
      handle(event)
    }
  }

  private func handle(_ event: ControlEvent) {
    switch event {
    case .refused(let failure):
      end(RefusalRemedy.error(failure))
    case .progress(let text):
      logger.debug("Fork server", metadata: [LogKeys.progress: "\(text)"])
    case .ready(let facts):
      let waiter = state.withLock { state -> CheckedContinuation<ForkServerFacts, any Error>? in
        guard case .starting = state.phase else { return nil }
        state.phase = .ready(facts)
        return state.readyWaiter.take()
      }
      waiter?.resume(returning: facts)
    case .alive(let number): noteBeat(number)
    case .sessionExited(let id, let ending):
      signals(of: id)?.update { $0.ending = ending }
    case .sessionRefused(let id, let failure):
      signals(of: id)?.update { $0.refusal = failure }
      forget(id)
    case .sessionGone(let id):
      signals(of: id)?.update { $0.isGone = true }
      forget(id)
    case .filterPiece:
      kill(because: .unavailable("the fork server sent an answer without a request"))
    }
  }

  /// Records the first reason for the end and informs every waiter.
  private func end(_ reason: SandboxError) {
    let (waiter, changeWaiter, sessions, unheard) = state.withLock { state in
      if case .ended = state.phase {} else { state.phase = .ended(reason) }
      state.heartbeat.take()?.cancel()
      defer { (state.sessions, state.unheard) = ([:], []) }
      return (state.readyWaiter.take(), state.changeWaiter.take(), state.sessions, state.unheard)
    }
    waiter?.resume(throwing: reason)
    changeWaiter?.resume(returning: .ended)
    for (id, signals) in sessions {
      signals.update { $0.isLost = true }
      // The kernel kills them with their fork server; the pair returned last is given out last.
      numbers.giveBack(id)
    }
    for id in unheard { numbers.giveBack(id) }
  }
}
