import Glibc
import PythonRuntime
import SandboxProtocol

/// Sends a block's figures and files within the caps, and keeps the names of what did not fit.
struct ArtifactCollector {
  private let limits: SessionLimits
  private let channel: SessionChannel
  private var count: UInt64 = 0
  private var byteCount: UInt64 = 0
  private var leftOut: [String] = []
  private var leftOutCount: UInt32 = 0
  /// For the bytes of files; made when there is one.
  private lazy var buffer = [UInt8](repeating: 0, count: FrameLimits.chunkByteCount)

  init(limits: SessionLimits, channel: SessionChannel) {
    self.limits = limits
    self.channel = channel
  }

  /// Whether another part may be sent at all.
  var hasRoom: Bool { count < limits.outputFiles }

  mutating func send(figure: [UInt8], named name: String) {
    guard admit(name: Array(name.utf8), byteCount: UInt64(figure.count)) else { return }
    channel.send(.artifact(.figure, name: Array(name.utf8), byteCount: UInt64(figure.count)))
    for start in stride(from: 0, to: figure.count, by: FrameLimits.chunkByteCount) {
      channel.send(.chunk(Array(figure[start..<min(start + FrameLimits.chunkByteCount, figure.count)])))
    }
  }

  /// Sends a file that may change while it is read: the server drops one whose bytes are not as many as announced.
  /// - Parameters:
  ///   - descriptor: The open file.
  ///   - name: Its path from the working directory on.
  ///   - byteCount: Its size.
  mutating func send(file descriptor: Int32, named name: [UInt8], byteCount: UInt64) {
    guard admit(name: name, byteCount: byteCount) else { return }
    channel.send(.artifact(.file, name: name, byteCount: byteCount))
    var left = Int(byteCount)
    while left > 0 {
      let wanted = min(left, buffer.count)
      // The server takes full chunks only.
      guard fill(wanted, from: descriptor) else { return leaveOut(name) }
      channel.send(.chunk(Array(buffer.prefix(wanted))))
      left -= wanted
    }
  }

  /// Reads so many bytes into the buffer.
  /// - Returns: false where the file has fewer left.
  private mutating func fill(_ wanted: Int, from descriptor: Int32) -> Bool {
    var filled = 0
    while filled < wanted {
      let count = buffer.withUnsafeMutableBytes { bytes in
        read(descriptor, bytes.baseAddress.map { $0 + filled }, wanted - filled)
      }
      guard count > 0 else { return false }
      filled += count
    }
    return true
  }

  /// Notes a part that is not sent.
  /// - Parameters:
  ///   - name: Its name, or the path of a folder that was not looked into.
  ///   - reason: Why, where it is none of the caps.
  mutating func leaveOut(_ name: [UInt8], because reason: String? = nil) {
    leftOutCount += 1
    guard leftOut.count < FrameLimits.leftOutNameCount else { return }
    let words = reason.map { " (\($0))" } ?? ""
    let room = FrameLimits.shortTextByteCount - words.utf8.count
    leftOut.append(ByteCut.prefix(OutputPath.escaped(name, keepsSlashes: true), room) + words)
  }

  mutating func leaveOut(count: Int, of kind: String) {
    for _ in 0..<max(0, min(count, 10_000)) { leaveOut(Array(kind.utf8)) }
  }

  /// The block's last frame.
  /// - Parameters:
  ///   - block: The block's number.
  ///   - failure: The failure, if it failed.
  /// - Returns: The ending with what was left out.
  func ending(block: UInt32, failure: BlockFailure?) -> BlockEnding {
    BlockEnding(
      block: block,
      failure: failure?.text,
      isOutOfMemory: failure?.isOutOfMemory ?? false,
      leftOut: leftOut,
      leftOutCount: leftOutCount
    )
  }

  private mutating func admit(name: [UInt8], byteCount size: UInt64) -> Bool {
    guard hasRoom, size <= limits.outputFileSize, byteCount + size <= limits.outputTotalSize else {
      leaveOut(name)
      return false
    }
    count += 1
    byteCount += size
    return true
  }
}
