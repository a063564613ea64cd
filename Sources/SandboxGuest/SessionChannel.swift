import CLinuxShim
import Glibc
import SandboxProtocol

/// The seqpacket socket between a session and the server.
struct SessionChannel {
  /// Out of the way of the numbers that programs use by habit.
  private static let lowestNumber: Int32 = 100

  private let descriptor: Int32

  /// Takes a descriptor over under a number out of the way.
  /// - Parameter descriptor: The channel as it was received; it is closed. A negative one leads nowhere, for a rehearsal.
  init(moving descriptor: Int32) {
    let moved = pollux_duplicate(descriptor, Self.lowestNumber)
    self.descriptor = moved >= 0 ? moved : descriptor
    if moved >= 0 { close(descriptor) }
  }

  /// Waits for the server's next frame.
  /// - Returns: The frame and the descriptor that came with it (-1: none); nil where the server is gone.
  /// - Throws: `GuestError` where the socket fails, as it does after user code closed it.
  func receive() throws(GuestError) -> (SessionRequest, Int32)? {
    var received: Int32 = -1
    var count = 0
    let bytes = try check(capacity: FrameLimits.frameByteCount, .receiveSessionFrame) {
      pollux_receive(descriptor, $0.baseAddress, $0.count, &received, 1, &count)
    }
    guard !bytes.isEmpty else { return nil }
    do {
      return (try SessionRequest(decoding: bytes), count == 1 ? received : -1)
    } catch {
      throw GuestError(.readSessionFrame, "\(error)", errno: 0)
    }
  }

  /// Sends a frame, or ends this process: the server must not wait for a frame that never comes, and hears of an end.
  /// - Parameter event: The frame.
  func send(_ event: SessionEvent) {
    let bytes = event.encoded()
    guard descriptor >= 0, pollux_send(descriptor, bytes, bytes.count, nil, 0) != bytes.count else { return }
    _exit(70)
  }
}
