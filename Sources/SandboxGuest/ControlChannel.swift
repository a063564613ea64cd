import CLinuxShim
import Glibc
import SandboxProtocol

/// The seqpacket socket to the server: launcher and fork server have it as descriptor 0.
struct ControlChannel {
  let descriptor: Int32

  /// A frame and the descriptors that came with it, which now belong to the receiver.
  struct Message {
    var request: ControlRequest
    var descriptors: [Int32]
  }

  /// Waits for the server's next frame.
  /// - Returns: The frame; nil where the server is gone.
  /// - Throws: `GuestError` where the socket fails or the bytes are not a frame.
  func receive() throws(GuestError) -> Message? {
    var descriptors = [Int32](repeating: -1, count: 8)
    var count = 0
    let bytes = try check(capacity: FrameLimits.frameByteCount, .receiveControlFrame) {
      pollux_receive(descriptor, $0.baseAddress, $0.count, &descriptors, descriptors.count, &count)
    }
    guard !bytes.isEmpty else { return nil }
    do {
      let request = try ControlRequest(decoding: bytes)
      return Message(request: request, descriptors: Array(descriptors.prefix(count)))
    } catch {
      for descriptor in descriptors.prefix(count) { close(descriptor) }
      throw GuestError(.readControlFrame, "\(error)", errno: 0)
    }
  }

  /// Tells the server something.
  ///
  /// A server that is gone is noticed at the next receive. Whatever else keeps a frame back ends this process: the server
  /// must not wait for it, and hears of an end.
  /// - Parameter event: The news.
  func send(_ event: ControlEvent) {
    let bytes = event.encoded()
    guard pollux_send(descriptor, bytes, bytes.count, nil, 0) != bytes.count else { return }
    let reason = errno
    guard reason != EPIPE, reason != ECONNRESET else { return }
    let text =
      "pollux-sandbox: a frame of \(bytes.count) bytes could not be sent: \(String(cString: strerror(reason)))\n"
    // The last word, wherever standard error leads.
    _ = text.withCString { write(2, $0, strlen($0)) }
    exit(70)
  }
}
