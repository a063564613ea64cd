import CLinuxShim
import Glibc
import SandboxProtocol
import Synchronization

/// The frames between server and session outside of a block.
extension SandboxSession {
  func send(_ request: SessionRequest, descriptors: [Int32] = []) throws {
    let bytes = request.encoded()
    guard pollux_send(socket.number, bytes, bytes.count, descriptors, descriptors.count) == bytes.count else {
      throw SandboxError.lost
    }
  }

  /// Waits for a session's first frame; if starting it ended the fork server, the error names the step.
  private func receiveFirst() throws -> SessionEvent {
    do { return try receive(seconds: 20) } catch SandboxError.lost { throw forkServer.refusal ?? SandboxError.lost }
  }

  /// Waits for one frame outside of a block.
  func receive(seconds: Int32) throws -> SessionEvent {
    var buffer = [UInt8](repeating: 0, count: FrameLimits.frameByteCount)
    var deadline = ContinuousClock.now + .seconds(Int64(seconds))
    var hasHungUp = false
    while ContinuousClock.now < deadline {
      var watched = [hasHungUp ? -1 : socket.number, signals.descriptor].map {
        pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
      }
      poll(&watched, 2, 1000)
      if watched[0].revents != 0 {
        let count = pollux_receive_bytes(socket.number, &buffer, buffer.count)
        if count < 0 && errno == EAGAIN { continue }
        if count > 0 {
          guard let event = try? SessionEvent(decoding: Array(buffer.prefix(count))) else {
            throw SandboxError.wrongFrame
          }
          return event
        }
        // The fork server reports why, on another channel.
        hasHungUp = true
        deadline = min(deadline, .now + .seconds(5))
      }
      signals.acknowledge()
      let facts = signals.current
      if let refusal = facts.refusal { throw RefusalRemedy.error(refusal) }
      if facts.ending != nil || facts.isLost { throw try endingError() }
    }
    throw SandboxError.unavailable("a session did not answer within \(seconds) s")
  }

  /// Why a session sends nothing more: it ended, or the fork server did.
  private func endingError() throws -> SandboxError {
    switch try signals.awaitEnding(seconds: 5) {
    case .exited(let status)?: .unavailable("a session ended with status \(status) before it ran code")
    case .signaled(let signal)?: .unavailable("a session was killed by signal \(signal) before it ran code")
    case nil: .unavailable("a session closed its channel")
    }
  }

  func awaitReady() throws {
    switch try receiveFirst() {
    case .ready(let spans): startSpans.withLock { $0 = spans }
    case .refused(let failure): throw RefusalRemedy.error(failure)
    default: throw SandboxError.wrongFrame
    }
  }

  /// Waits for the findings of a session that verifies.
  /// - Throws: `SandboxError` if its jail was not complete.
  func awaitFindings() async throws -> [LayerFinding] {
    try await threads.run {
      switch try self.receiveFirst() {
      case .verified(let findings): return findings
      case .refused(let failure): throw RefusalRemedy.error(failure)
      default: throw SandboxError.wrongFrame
      }
    }
  }

  /// Waits until the session dies or sends something.
  func awaitDeathOrAnswer() {
    _ = try? receive(seconds: 20)
  }
}
