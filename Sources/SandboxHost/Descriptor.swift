import CLinuxShim
import Glibc

/// An open file descriptor with one owner, closed once.
struct Descriptor: ~Copyable {
  let number: Int32

  init(_ number: Int32) {
    self.number = number
  }

  deinit {
    if number >= 0 { close(number) }
  }

  /// Two connected sockets.
  struct SocketPair: ~Copyable {
    let ours: Descriptor
    let theirs: Descriptor
  }

  /// The two ends of a pipe.
  struct Pipe: ~Copyable {
    let read: Descriptor
    let write: Descriptor
  }

  /// Makes two connected sockets that keep message boundaries.
  /// - Returns: Both ends.
  /// - Throws: `SandboxError.unavailable` if the process has no descriptors left.
  static func socketPair() throws(SandboxError) -> SocketPair {
    var ends: [Int32] = [-1, -1]
    guard pollux_socketpair_seqpacket(&ends) == 0 else { throw .unavailable(reason("make a socket pair")) }
    return SocketPair(ours: Descriptor(ends[0]), theirs: Descriptor(ends[1]))
  }

  /// Makes a pipe with the largest buffer an ordinary user gets, read without blocking.
  /// - Returns: The ends to read from and to write to.
  /// - Throws: `SandboxError.unavailable` if the process has no descriptors left.
  static func pipe() throws(SandboxError) -> Pipe {
    var ends: [Int32] = [-1, -1]
    guard pollux_pipe(&ends) == 0 else { throw .unavailable(reason("make a pipe")) }
    // A larger buffer lets user code print while the server is busy; the default size works too, in smaller steps.
    _ = pollux_pipe_set_size(ends[0], 1 << 20)
    _ = pollux_set_nonblocking(ends[0])
    return Pipe(read: Descriptor(ends[0]), write: Descriptor(ends[1]))
  }

  /// Makes a file in memory.
  /// - Parameter bytes: Its content.
  /// - Returns: A descriptor of it.
  /// - Throws: `SandboxError.unavailable` if there is no memory or no descriptor left.
  static func memoryFile(_ bytes: [UInt8]) throws(SandboxError) -> Descriptor {
    let file = Descriptor(pollux_memfd("pollux-input"))
    guard file.number >= 0 else { throw .unavailable(reason("make a file in memory")) }
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes { write(file.number, $0.baseAddress.map { $0 + written }, $0.count - written) }
      guard count > 0 else { throw .unavailable(reason("write a file in memory")) }
      written += count
    }
    return file
  }

  /// An action and why it failed just now.
  static func reason(_ action: String) -> String {
    "\(action): \(String(cString: strerror(errno)))"
  }
}
