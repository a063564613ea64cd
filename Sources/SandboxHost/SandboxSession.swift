import CLinuxShim
import Glibc
import SandboxProtocol

/// One jailed interpreter, alive for one response at most.
package final class SandboxSession: Sendable {
  /// The server's ends, borrowed by whoever watches.
  struct Channels {
    var socket: Int32
    var output: Int32
    var errors: Int32
  }

  private let socket: Descriptor
  private let output: Descriptor
  private let errors: Descriptor
  private let id: UInt64
  private let signals: SessionSignals
  private let forkServer: ForkServerProcess
  private let threads: BlockingThreads
  private let profile: SandboxProfile

  private init(
    socket: consuming Descriptor,
    output: consuming Descriptor,
    errors: consuming Descriptor,
    started: (id: UInt64, signals: SessionSignals),
    forkServer: ForkServerProcess,
    threads: BlockingThreads,
    profile: SandboxProfile
  ) {
    self.socket = socket
    self.output = output
    self.errors = errors
    (id, signals) = started
    self.forkServer = forkServer
    self.threads = threads
    self.profile = profile
  }

  /// Starts a session and waits until its jail is complete.
  /// - Throws: `SandboxError` naming the step that failed.
  static func start(
    on forkServer: ForkServerProcess,
    profile: SandboxProfile,
    threads: BlockingThreads
  ) async throws -> SandboxSession {
    let session = try make(on: forkServer, profile: profile, threads: threads)
    do {
      try await threads.run { try session.awaitReady() }
    } catch {
      session.kill()
      throw error
    }
    return session
  }

  private static func make(
    on forkServer: ForkServerProcess,
    profile: SandboxProfile,
    threads: BlockingThreads
  ) throws(SandboxError) -> SandboxSession {
    let sockets = try Descriptor.socketPair()
    let output = try Descriptor.pipe()
    let errors = try Descriptor.pipe()
    let started = try forkServer.startSession(
      descriptors: [sockets.theirs.number, output.write.number, errors.write.number]
    )
    return SandboxSession(
      socket: sockets.ours,
      output: output.read,
      errors: errors.read,
      started: started,
      forkServer: forkServer,
      threads: threads,
      profile: profile
    )
  }

  /// Puts a file into the working directory.
  /// - Parameters:
  ///   - name: Its name; no path.
  ///   - bytes: Its content.
  /// - Throws: `SandboxError.inputFile` where it does not fit, `SandboxError.lost` where the session is gone.
  package func place(name: String, bytes: [UInt8]) async throws {
    try await threads.run { try self.placeBlocking(name: name, bytes: bytes) }
  }

  /// Runs one block.
  /// - Parameters:
  ///   - code: The block, UTF-8, at most 1 MiB.
  ///   - milliseconds: The deadline; nil takes the profile's.
  /// - Returns: The report; see `BlockReport.sessionSurvives`.
  /// - Throws: `SandboxError.lost` where the fork server went, `CancellationError`.
  package func run(_ code: [UInt8], milliseconds: UInt64? = nil) async throws -> BlockReport {
    try await withTaskCancellationHandler {
      try await threads.run {
        try self.runBlocking(code, milliseconds: milliseconds ?? self.profile.blockMilliseconds)
      }
    } onCancel: {
      signals.update { $0.isCancelled = true }
    }
  }

  /// Kills everything in the session and waits until nothing is left of it.
  /// - Returns: false where the kernel did not confirm that within 10 s.
  func destroy() async -> Bool {
    kill()
    return (try? await threads.run { self.awaitGone() }) ?? false
  }

  private func kill() {
    forkServer.killSession(id)
  }

  private var channels: Channels {
    Channels(socket: socket.number, output: output.number, errors: errors.number)
  }

  private func runBlocking(_ code: [UInt8], milliseconds: UInt64) throws -> BlockReport {
    // Before the code is sent: a session that takes none must be over in time too.
    var watch = BlockWatch(
      session: channels,
      signals: signals,
      limits: profile.limits,
      milliseconds: milliseconds,
      outputLimit: profile.outputByteCount,
      kill: kill
    )
    // Code may have forged its block's end and then stopped or ended its interpreter. What came of that session is the
    // watch's to say: its death, its closed channel, or the deadline.
    try? send(code: code, within: milliseconds)
    return try watch.run()
  }

  private func send(code: [UInt8], within milliseconds: UInt64) throws {
    limitSending(to: milliseconds)
    for start in stride(from: 0, to: code.count, by: FrameLimits.chunkByteCount) {
      try send(.code(Array(code[start..<min(start + FrameLimits.chunkByteCount, code.count)])))
    }
    try send(.run)
  }

  /// A session that stops reading must not hold a thread of the server's.
  private func limitSending(to milliseconds: UInt64) {
    var limit = timeval(tv_sec: Int(milliseconds / 1000), tv_usec: Int(milliseconds % 1000) * 1000)
    setsockopt(socket.number, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
  }

  private func placeBlocking(name: String, bytes: [UInt8]) throws {
    let file = try Descriptor.memoryFile(bytes)
    limitSending(to: 10_000)
    try send(.placeFile(name: name), descriptors: [file.number])
    switch try receive(seconds: 30) {
    case .placed: return
    case .notPlaced(_, let errno):
      throw SandboxError.inputFile(name: name, reason: String(cString: strerror(errno)))
    default: throw SandboxError.lost
    }
  }

  private func awaitReady() throws {
    switch try receive(seconds: 20) {
    case .ready: return
    case .refused(let stage, let errno): throw RefusalRemedy.error(stage: stage, errno: errno)
    default: throw SandboxError.unavailable("a session sent something else than its first frame")
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

  private func send(_ request: SessionRequest, descriptors: [Int32] = []) throws {
    let bytes = request.encoded()
    guard pollux_send(socket.number, bytes, bytes.count, descriptors, descriptors.count) == bytes.count else {
      throw SandboxError.lost
    }
  }

  /// Waits for one frame outside of a block.
  private func receive(seconds: Int32) throws -> SessionEvent {
    var buffer = [UInt8](repeating: 0, count: FrameLimits.frameByteCount)
    let deadline = ContinuousClock.now + .seconds(Int64(seconds))
    while ContinuousClock.now < deadline {
      var watched = [socket.number, signals.descriptor].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
      poll(&watched, 2, 1000)
      if watched[0].revents != 0 {
        let count = pollux_receive_bytes(socket.number, &buffer, buffer.count)
        if count < 0 && errno == EAGAIN { continue }
        guard count > 0 else { throw SandboxError.lost }
        return try SessionEvent(decoding: Array(buffer.prefix(count)))
      }
      signals.acknowledge()
      let facts = signals.current
      if let refusal = facts.refusal { throw RefusalRemedy.error(stage: refusal.stage, errno: refusal.errno) }
      if facts.ending != nil || facts.isLost { throw SandboxError.lost }
    }
    throw SandboxError.unavailable("a session did not answer within \(seconds) s")
  }
}
