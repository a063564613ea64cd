import CLinuxShim
import Glibc
import SandboxProtocol

/// Watches one block on a thread of its own: drains the pipes, reads frames, keeps the deadline.
///
/// The end of a block is its frame, the deadline, or the death of the interpreter; never the end of a pipe, which an
/// orphan may hold open.
struct BlockWatch {
  private enum Step {
    case goOn
    case over(BlockReport.Ending)
  }

  private static let clock = ContinuousClock()
  /// How long the pipes rest after something was read: many small writes then cost one wake-up, not one each.
  private static let restMilliseconds: Int32 = 1

  private let session: SandboxSession.Channels
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
  private var buffer = [UInt8](repeating: 0, count: FrameLimits.frameByteCount)

  init(
    session: SandboxSession.Channels,
    signals: SessionSignals,
    limits: SessionLimits,
    milliseconds: UInt64,
    outputLimit: Int,
    memoryLimit: UInt64,
    cgroup: (any SessionCgroup)?,
    kill: @escaping () -> Void
  ) {
    self.session = session
    self.signals = signals
    self.limits = limits
    self.milliseconds = milliseconds
    self.outputLimit = outputLimit
    self.memoryLimit = memoryLimit
    self.cgroup = cgroup
    self.kill = kill
    start = Self.clock.now
    deadline = start + .milliseconds(Int64(clamping: milliseconds))
    artifacts = ArtifactAssembly(limits: limits)
  }

  /// Waits for the block's end.
  /// - Returns: The report.
  /// - Throws: `SandboxError.lost` where the fork server went, `CancellationError` where the caller did.
  mutating func run() throws -> BlockReport {
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
  private func news() throws -> BlockReport.Ending? {
    signals.acknowledge()
    let facts = signals.current
    if facts.isCancelled { throw CancellationError() }
    if let ending = facts.ending { return .died(ending) }
    if facts.isLost { throw SandboxError.lost }
    return nil
  }

  private mutating func readFrame() throws -> Step {
    let count = pollux_receive_bytes(session.socket, &buffer, buffer.count)
    if count < 0 && errno == EAGAIN { return .goOn }
    // The channel closed: the interpreter is dead or closed it. How it ended is the fork server's to say.
    guard count > 0 else { return .over(try awaitEnding()) }
    do {
      switch try SessionEvent(decoding: Array(buffer.prefix(count))) {
      case .artifact(let kind, let name, let byteCount):
        try artifacts.begin(kind, name: name, byteCount: byteCount)
      case .chunk(let bytes):
        try artifacts.append(bytes)
      case .ended(let ending):
        leftOut = Array(ending.leftOut.prefix(20))
        leftOutCount = Int(ending.leftOutCount)
        if let failure = ending.failure, ending.isOutOfMemory { return .over(.outOfMemory(failure: failure)) }
        return .over(.completed(failure: ending.failure))
      case .ready, .refused, .placed, .notPlaced, .verified:
        return .over(.violation("the session sent a frame that has no place in a block"))
      }
      return .goOn
    } catch {
      return .over(.violation("the session sent something that is no frame"))
    }
  }

  /// Waits for the fork server's word on how the interpreter ended; one that only closed its channel is killed.
  private func awaitEnding() throws -> BlockReport.Ending {
    var watched = pollfd(fd: signals.descriptor, events: Int16(POLLIN), revents: 0)
    if signals.current.ending == nil { poll(&watched, 1, 500) }
    if let ending = try news() { return ending }
    return .violation("it closed its channel to the server")
  }

  private mutating func drain() {
    Self.drain(session.output, into: &output, limit: outputLimit, buffer: &buffer)
    Self.drain(session.errors, into: &errors, limit: outputLimit, buffer: &buffer)
  }

  /// Reads what is in a pipe now; a writer that never stops gets its turn again, not all of it.
  private static func drain(_ pipe: Int32, into captured: inout CapturedOutput, limit: Int, buffer: inout [UInt8]) {
    for _ in 0..<64 {
      let count = read(pipe, &buffer, buffer.count)
      guard count > 0 else { return }
      captured.append(buffer.prefix(count), limit: limit)
    }
  }

  private mutating func report(_ ending: BlockReport.Ending) -> BlockReport {
    // The kernel's word goes before what the session says of itself: version 1 kills one process and lets the others go
    // on with half a result.
    let isOutOfMemory = (cgroup?.memoryKills ?? 0) > 0
    var report = BlockReport(
      ending: isOutOfMemory ? .memoryLimit(memoryLimit) : ending,
      leftOut: leftOut,
      leftOutCount: leftOutCount,
      duration: Self.clock.now - start,
      limitMilliseconds: milliseconds,
      limitMemory: limits.addressSpace
    )
    // A block that was killed gives back no files: nobody can say which of them are whole.
    if report.sessionSurvives { report.artifacts = artifacts.finished } else { kill() }
    drain()
    report.standardOutput = output
    report.standardError = errors
    return report
  }
}
