import SandboxProtocol

/// Assembles artifacts from a session's frames, and checks the caps again on this side.
struct ArtifactAssembly {
  private let limits: SessionLimits
  /// Each with its path below the working directory, as `OutputPath` writes it.
  private(set) var finished: [(name: String, bytes: [UInt8])] = []
  private var open: (name: [UInt8], expected: Int, bytes: [UInt8])?
  private var announced: UInt64 = 0
  private var announcedByteCount: UInt64 = 0

  /// A session sent what the protocol does not allow.
  struct Violation: Error {
    var text: String
  }

  init(limits: SessionLimits) {
    self.limits = limits
  }

  mutating func begin(_ name: [UInt8], byteCount: UInt64) throws(Violation) {
    // An artifact that is still open is incomplete: its file shrank while it was read.
    open = nil
    let (total, overflow) = announcedByteCount.addingReportingOverflow(byteCount)
    guard announced < limits.outputFiles, byteCount <= limits.outputFileSize, !overflow, total <= limits.outputTotalSize
    else { throw Violation(text: "the session announced more output than the caps allow") }
    guard name.count <= FrameLimits.pathByteCount else { throw Violation(text: "the session sent too long a name") }
    announced += 1
    announcedByteCount = total
    open = (name, Int(byteCount), [])
    open?.bytes.reserveCapacity(Int(byteCount))
    finishIfComplete()
  }

  mutating func append(_ bytes: [UInt8]) throws(Violation) {
    guard let current = open else { throw Violation(text: "the session sent bytes that belong to no file") }
    // Full chunks and then the rest: tiny chunks would let a session keep the server busy.
    guard bytes.count == min(FrameLimits.chunkByteCount, current.expected - current.bytes.count) else {
      throw Violation(text: "the session sent a file chunk of the wrong size")
    }
    open?.bytes += bytes
    finishIfComplete()
  }

  private mutating func finishIfComplete() {
    guard let complete = open, complete.bytes.count == complete.expected else { return }
    open = nil
    finished.append((OutputPath.text(of: complete.name), complete.bytes))
  }
}
