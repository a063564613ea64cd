import SandboxProtocol

/// Puts artifacts together from a session's frames, with the caps checked again on this side.
struct ArtifactAssembly {
  private let limits: SessionLimits
  private(set) var finished: [BlockReport.Artifact] = []
  private var open: (kind: ArtifactKind, name: [UInt8], expected: Int, bytes: [UInt8])?
  private var announced: UInt64 = 0
  private var announcedByteCount: UInt64 = 0

  /// A session that sends what it may not.
  struct Violation: Error {
    var text: String
  }

  init(limits: SessionLimits) {
    self.limits = limits
  }

  mutating func begin(_ kind: ArtifactKind, name: [UInt8], byteCount: UInt64) throws(Violation) {
    // One that is still open came short: its file shrank while it was read.
    open = nil
    let (total, overflow) = announcedByteCount.addingReportingOverflow(byteCount)
    guard announced < limits.outputFiles, byteCount <= limits.outputFileSize, !overflow, total <= limits.outputTotalSize
    else { throw Violation(text: "the session announced more output than the caps allow") }
    guard name.count <= FrameLimits.pathByteCount else { throw Violation(text: "the session sent a name too long") }
    announced += 1
    announcedByteCount = total
    open = (kind, name, Int(byteCount), [])
    open?.bytes.reserveCapacity(Int(byteCount))
    finishIfComplete()
  }

  mutating func append(_ bytes: [UInt8]) throws(Violation) {
    guard let current = open else { throw Violation(text: "the session sent bytes that belong to no file") }
    // Full chunks and then the rest: any other size would let a session keep the server busy with nothing.
    guard bytes.count == min(FrameLimits.chunkByteCount, current.expected - current.bytes.count) else {
      throw Violation(text: "the session sent a piece of a file in a size that has no place")
    }
    open?.bytes += bytes
    finishIfComplete()
  }

  private mutating func finishIfComplete() {
    guard let complete = open, complete.bytes.count == complete.expected else { return }
    open = nil
    finished.append(
      BlockReport.Artifact(kind: complete.kind, name: OutputPath.text(of: complete.name), bytes: complete.bytes)
    )
  }
}
