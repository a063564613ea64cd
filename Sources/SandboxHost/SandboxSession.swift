import CLinuxShim
package import Executions
import Glibc
import Logging
package import SandboxProtocol
package import Synchronization
import TelemetryNames

/// One jailed interpreter, alive for one response at most.
package final class SandboxSession: Sendable {
  /// The server's ends, borrowed by the watcher.
  struct Channels {
    var socket: Int32
    var output: Int32
    var errors: Int32
  }

  /// Its cgroup, if there are cgroups; its own while it lives.
  private let lent: LentCgroup?
  private let stock: CgroupStock?
  private let freezer: SessionFreezer?
  let socket: Descriptor
  private let output: Descriptor
  private let errors: Descriptor
  let id: UInt64
  let signals: SessionSignals
  let forkServer: ForkServerProcess
  let threads: BlockingThreads
  private let profile: SandboxProfile
  /// How long each step of its start took, as the session reports.
  package let startSpans = Mutex<[StepSpan]>([])
  private let blockCount = Atomic<UInt32>(0)
  private let end = Mutex(SessionEnd.unused)

  /// Asks the fork server for a session.
  ///
  /// - Parameters:
  ///   - starting: The fork server and what a session needs.
  ///   - verifies: Whether it tries its layers instead of running code.
  ///   - cgroupLimits: What it may use as a whole, if there is a cgroup.
  /// - Throws: `SandboxError` naming the step that failed; then nothing is left of the session.
  init(_ starting: SessionStarting, verifies: Bool, cgroupLimits: CgroupLimits) throws(SandboxError) {
    let sockets = try Descriptor.socketPair()
    let output = try Descriptor.pipe()
    let errors = try Descriptor.pipe()
    let lent = try Self.takeCgroup(from: starting.stock, limits: cgroupLimits)
    do throws(SandboxError) {
      (id, signals) = try starting.forkServer.startSession(
        descriptors: [sockets.theirs.number, output.write.number, errors.write.number] + (lent?.joining ?? []),
        verifies: verifies
      )
    } catch {
      if let lent { _ = starting.stock?.giveBack(lent, within: .seconds(1)) }
      throw error
    }
    socket = sockets.ours
    self.output = output.read
    self.errors = errors.read
    (self.lent, stock) = (lent, starting.stock)
    freezer = lent.map { SessionFreezer($0.cgroup) }
    (forkServer, threads, profile) = (starting.forkServer, starting.threads, starting.profile)
  }

  private static func takeCgroup(
    from stock: CgroupStock?,
    limits: CgroupLimits
  ) throws(SandboxError) -> LentCgroup? {
    do throws(CgroupProblem) {
      return try stock?.take(limits)
    } catch {
      throw .refused(layer: .memoryLimit, stage: "make the session's cgroup", reason: error.text, remedy: error.remedy)
    }
  }

  /// Its cgroup, if there are cgroups.
  var cgroup: (any SessionCgroup)? { lent?.cgroup }

  /// Puts a file into the working directory.
  /// - Parameters:
  ///   - name: Its name, not a path.
  ///   - content: Its bytes, or the open file they are in, which only a session gets that has run no code.
  /// - Throws: `SandboxError.inputFile` if it does not fit, `SandboxError.lost` if the session is gone.
  package func place(name: String, content: FileContent) async throws {
    try await threads.run { try self.placeBlocking(name: name, content: content) }
  }

  /// Runs one block.
  /// - Parameters:
  ///   - code: The block, UTF-8, at most 1 MiB.
  ///   - milliseconds: The deadline; nil takes the profile's.
  /// - Returns: The report; see `Execution.sessionSurvives`.
  /// - Throws: `SandboxError.lost` if the fork server ended, `CancellationError`.
  package func run(_ code: [UInt8], milliseconds: UInt64? = nil) async throws -> Execution {
    do {
      let report = try await runWatched(code, milliseconds: milliseconds)
      note(SessionEnd(report.ending))
      return report
    } catch {
      note(SessionEnd(error))
      throw error
    }
  }

  private func runWatched(_ code: [UInt8], milliseconds: UInt64?) async throws -> Execution {
    let block = blockCount.add(1, ordering: .relaxed).newValue
    let milliseconds = milliseconds ?? profile.blockMilliseconds
    // A session that waits for its code reads it at once: no reason to wait for a thread first.
    let isSent = code.count <= FrameLimits.chunkByteCount && (block == 1 || isWaiting)
    // On a busy machine the code may be over before a thread watches it.
    let start = isSent ? ContinuousClock.now : nil
    if isSent {
      // A later block finds a session that code may have stopped or ended: the watch reports what happened.
      do { try send(code: code, block: block, within: milliseconds) } catch { if block == 1 { throw error } }
    }
    return try await withTaskCancellationHandler {
      let (report, _) = try await threads.run {
        let report = try self.runBlocking(isSent ? nil : code, block: block, milliseconds: milliseconds, since: start)
        // Between blocks: what a block left running must do nothing while nobody watches.
        return (report, report.sessionSurvives ? self.freezer?.rest() : nil)
      } afterwards: { (_, rest) in
        if let rest { self.freezer?.freeze(afterRest: rest) }
      }
      return report
    } onCancel: {
      signals.update { $0.isCancelled = true }
    }
  }

  /// Whether its end is not known; the machine may have killed a session that waits.
  var isAlive: Bool {
    let facts = signals.current
    return facts.ending == nil && facts.refusal == nil && !facts.isGone && !facts.isLost
  }

  /// Notes what will be its end if nothing else comes.
  func note(_ reason: SessionEnd) { end.withLock { $0 = reason } }

  /// Kills everything in the session and waits until nothing is left of it, for 10 s at most; the log has the reason.
  /// - Parameter delay: Microseconds until then: an answer that is being sent needs the processor time that killing takes.
  func destroy(after delay: UInt32 = 0) async {
    let end = end.withLock { $0 }
    let metadata: Logger.Metadata = [LogKeys.session: "\(id)", LogKeys.reason: "\(end.text)"]
    forkServer.logger.log(level: end.level, "A session ended", metadata: metadata)
    let isGone = try? await threads.run {
      if delay > 0 { usleep(delay) }
      self.kill()
      // Both, whatever the first returns: an empty cgroup is the kernel's confirmation that no process is left.
      let isReaped = self.awaitGone()
      let isEmpty = self.lent.map { self.stock?.giveBack($0, within: .seconds(10)) ?? false } ?? true
      return isEmpty && isReaped
    }
    if isGone != true { forkServer.logger.error("A session was killed but did not end", metadata: metadata) }
  }

  private func kill() {
    freezer?.end()
    forkServer.killSession(id)
    cgroup?.kill()
  }

  private var channels: Channels {
    Channels(socket: socket.number, output: output.number, errors: errors.number)
  }

  /// Waits for a block's end; `code` is the part that is still to be sent.
  private func runBlocking(
    _ code: [UInt8]?,
    block: UInt32,
    milliseconds: UInt64,
    since start: ContinuousClock.Instant?
  ) throws -> Execution {
    // Before the code is sent: a session that does not read it must end in time too.
    var watch = BlockWatch(
      session: channels,
      block: block,
      signals: signals,
      limits: profile.limits,
      milliseconds: milliseconds,
      start: start ?? .now,
      outputLimit: profile.outputByteCount,
      memoryLimit: profile.memoryByteCount,
      cgroup: cgroup,
      kill: kill
    )
    if let code {
      if let report = try watch.refuseEarlyFrame() { return report }
      freezer?.thaw()
      // Code may have forged its block's end and then stopped or ended its interpreter. The watch reports
      // what happened to that session: its death, its closed channel, or the deadline.
      try? send(code: code, block: block, within: milliseconds)
    }
    return try watch.run()
  }

  /// Whether a used session can take another block at once: it has read everything, sent nothing since, and is not frozen.
  private var isWaiting: Bool {
    var unread: Int32 = 0
    guard ioctl(socket.number, UInt(TIOCOUTQ), &unread) == 0, unread == 0 else { return false }
    var watched = pollfd(fd: socket.number, events: Int16(POLLIN), revents: 0)
    guard poll(&watched, 1, 0) == 0 else { return false }
    return freezer?.keepAwake() ?? true
  }

  private func send(code: [UInt8], block: UInt32, within milliseconds: UInt64) throws {
    limitSending(to: milliseconds)
    for start in stride(from: 0, to: code.count, by: FrameLimits.chunkByteCount) {
      try send(.code(Array(code[start..<min(start + FrameLimits.chunkByteCount, code.count)])))
    }
    try send(.run(block: block))
  }

  /// A session that stops reading must not block a thread of the server.
  private func limitSending(to milliseconds: UInt64) {
    var limit = timeval(tv_sec: Int(milliseconds / 1000), tv_usec: Int(milliseconds % 1000) * 1000)
    setsockopt(socket.number, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
  }

  private func placeBlocking(name: String, content: FileContent) throws {
    switch content {
    case .bytes(let bytes):
      let file = try Descriptor.memoryFile(bytes)
      try place(name, file.number)
    case .open(let descriptor, _, let owner):
      try content.checkLending(name, hasRunCode: blockCount.load(ordering: .relaxed) > 0)
      try withExtendedLifetime(owner) { try place(name, descriptor) }
    }
  }

  private func place(_ name: String, _ descriptor: Int32) throws {
    freezer?.thaw()
    limitSending(to: 10_000)
    try send(.placeFile(name: name), descriptors: [descriptor])
    switch try receive(seconds: 30) {
    case .placed: return
    case .notPlaced(_, let errno):
      throw SandboxError.inputFile(name: name, reason: String(cString: strerror(errno)))
    default: throw SandboxError.wrongFrame
    }
  }

  private func awaitGone() -> Bool {
    let deadline = ContinuousClock.now + .seconds(10)
    while ContinuousClock.now < deadline {
      let facts = signals.current
      if facts.isGone || facts.isLost || facts.refusal != nil { return true }
      var watched = pollfd(fd: signals.descriptor, events: Int16(POLLIN), revents: 0)
      poll(&watched, 1, 1000)
      signals.acknowledge()
    }
    return false
  }
}
