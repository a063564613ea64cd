import CLinuxShim
import Executions
import Glibc
import SandboxProtocol

/// Watches one block on a thread of its own: drains the pipes, reads frames, keeps the deadline.
///
/// The end of a block is its frame, the deadline, or the death of the interpreter; never the end of a pipe, which an
/// orphan may hold open.
struct BlockWatch {
  private enum Step {
    case goOn
    case over(Execution.Ending)
  }

  private static let clock = ContinuousClock()
  /// How long the pipes are left alone after a read, so that many small writes cost one wake-up, not one each.
  private static let restMilliseconds: Int32 = 1

  private let session: SandboxSession.Channels
  private let block: UInt32
  private let signals: SessionSignals
  private let deadline: ContinuousClock.Instant
  private let start: ContinuousClock.Instant
  private let limits: SessionLimits
  private let milliseconds: UInt64
  private let outputLimit: Int
  private let memoryLimit: UInt64
  private let cgroup: (any SessionCgroup)?
  private let kill: () -> Void
  private var output = CapturedOutput()
  private var errors = CapturedOutput()
  private var artifacts: ArtifactAssembly
  private var leftOut: [String] = []
  private var leftOutCount = 0
  private var notices: [BlockNotice] = []

  init(
    session: SandboxSession.Channels,
    block: UInt32,
    signals: SessionSignals,
    limits: SessionLimits,
    milliseconds: UInt64,
    start: ContinuousClock.Instant,
    outputLimit: Int,
    memoryLimit: UInt64,
    cgroup: (any SessionCgroup)?,
    kill: @escaping () -> Void
  ) {
    self.session = session
    self.block = block
    self.signals = signals
    self.limits = limits
    self.milliseconds = milliseconds
    self.outputLimit = outputLimit
    self.memoryLimit = memoryLimit
    self.cgroup = cgroup
    self.kill = kill
    self.start = start
    deadline = start + .milliseconds(Int64(clamping: milliseconds))
    artifacts = ArtifactAssembly(limits: limits)
  }

  /// Ends a session that sent a frame before it got code: such a frame can only be forged.
  /// - Returns: The report of a block that was not run; nil if nothing was sent.
  /// - Throws: `SandboxError.lost` if the fork server ended.
  mutating func refuseEarlyFrame() throws -> Execution? {
    var watched = pollfd(fd: session.socket, events: Int16(POLLIN), revents: 0)
    guard poll(&watched, 1, 0) == 1, watched.revents & Int16(POLLIN) != 0 else { return nil }
    let (count, _) = receive()
    // The end of the channel: the interpreter has ended between two blocks.
    return report(count == 0 ? try awaitEnding() : .violation("it sent a frame between two blocks"))
  }

  /// Waits for the block's end.
  /// - Returns: The report.
  /// - Throws: `SandboxError.lost` if the fork server ended, `CancellationError` if the caller was cancelled.
  mutating func run() throws -> Execution {
    var isResting = false
    while true {
      let left = deadline - Self.clock.now
      guard left > .zero else { return report(.deadline) }
      let milliseconds = Int32(
        clamping: left.components.seconds * 1000 + left.components.attoseconds / 1_000_000_000_000_000
      )
      var watched = [session.socket, signals.descriptor, session.output, session.errors].map {
        pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
      }
      let count = nfds_t(isResting ? 2 : 4)
      poll(&watched, count, isResting ? min(Self.restMilliseconds, milliseconds + 1) : milliseconds + 1)
      isResting = !isResting && (watched[2].revents | watched[3].revents) != 0
      if watched[1].revents != 0, let ending = try news() { return report(ending) }
      if isResting { drain() }
      if watched[0].revents != 0, case .over(let ending) = try readFrame() { return report(ending) }
    }
  }

  /// News from the fork server or the caller.
  private func news() throws -> Execution.Ending? {
    signals.acknowledge()
    let facts = signals.current
    if facts.isCancelled { throw CancellationError() }
    if let ending = facts.ending { return .died(ending) }
    if facts.isLost { throw SandboxError.lost }
    return nil
  }

  private mutating func readFrame() throws -> Step {
    let (count, bytes) = receive()
    if count < 0 && errno == EAGAIN { return .goOn }
    // The channel closed: the interpreter is dead or closed it. The fork server reports how it ended.
    guard count > 0 else { return .over(try awaitEnding()) }
    do {
      switch try SessionEvent(decoding: bytes) {
      case .artifact(_, let name, let byteCount):
        try artifacts.begin(name, byteCount: byteCount)
      case .chunk(let bytes):
        try artifacts.append(bytes)
      case .notice(let notice) where notices.contains(notice):
        return .over(.violation("the session sent a notice twice"))
      case .notice(let notice):
        notices.append(notice)
      case .ended(let ending) where ending.block != block:
        return .over(.violation("the session sent the ending of another block"))
      case .ended(let ending):
        leftOut = ending.leftOut
        leftOutCount = Int(ending.leftOutCount)
        if let failure = ending.failure, ending.isOutOfMemory { return .over(.outOfMemory(failure: failure)) }
        return .over(.completed(failure: ending.failure))
      case .ready, .refused, .placed, .notPlaced, .verified:
        return .over(.violation("the session sent a frame that does not belong in a block"))
      }
      return .goOn
    } catch let violation as ArtifactAssembly.Violation {
      return .over(.violation(violation.text))
    } catch let error as SandboxError {
      throw error
    } catch {
      return .over(.violation("the sandbox sent malformed data"))
    }
  }

  /// Receives a waiting frame.
  /// - Returns: The kernel's return value, with `errno`, and the bytes.
  private func receive() -> (count: Int, bytes: [UInt8]) {
    var result = 0
    // Left uninitialized: most frames are short, and the buffer has room for the longest.
    let bytes = [UInt8](unsafeUninitializedCapacity: FrameLimits.frameByteCount) { buffer, count in
      result = pollux_receive_bytes(session.socket, buffer.baseAddress, buffer.count)
      count = max(0, result)
    }
    return (result, bytes)
  }

  /// Waits for the fork server to report how the interpreter ended; an interpreter that only closed its channel is killed.
  private func awaitEnding() throws -> Execution.Ending {
    guard let ending = try signals.awaitEnding(seconds: 5) else {
      return .violation("it closed its channel to the server")
    }
    return .died(ending)
  }

  private mutating func drain() {
    Self.drain(session.output, into: &output, limit: outputLimit)
    Self.drain(session.errors, into: &errors, limit: outputLimit)
  }

  /// Reads what is in a pipe now; a writer that never stops is continued at the next turn.
  private static func drain(_ pipe: Int32, into captured: inout CapturedOutput, limit: Int) {
    for _ in 0..<64 {
      let bytes = [UInt8](unsafeUninitializedCapacity: FrameLimits.frameByteCount) { buffer, count in
        count = max(0, read(pipe, buffer.baseAddress, buffer.count))
      }
      guard !bytes.isEmpty else { return }
      captured.append(bytes, limit: limit)
    }
  }

  private mutating func report(_ ending: Execution.Ending) -> Execution {
    // The kernel's counter decides before the session's own report: version 1 kills one process and lets the others
    // continue with half a result.
    let isOutOfMemory = (cgroup?.memoryKills ?? 0) > 0
    var report = Execution(
      ending: isOutOfMemory ? .memoryLimit(memoryLimit) : ending,
      leftOut: leftOut,
      leftOutCount: leftOutCount,
      silentCalls: notices,
      duration: Self.clock.now - start,
      limitMilliseconds: milliseconds,
      limitMemory: limits.addressSpace
    )
    // A block that was killed returns no files, because some may be incomplete.
    if report.sessionSurvives { report.files = artifacts.finished.map(CodeFile.init(made:_:)) } else { kill() }
    drain()
    report.standardOutput = output
    report.standardError = errors
    return report
  }
}
