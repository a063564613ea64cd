import CLinuxShim
import Glibc
import SandboxProtocol

/// Asks the launcher how libseccomp compiles a profile; the server does not link libseccomp.
enum FilterInquiry {
  private static let secondsAllowed: Int64 = 20

  /// Starts a launcher for this question and waits for its end.
  /// - Parameters:
  ///   - profile: The rules.
  ///   - executable: The `pollux-sandbox` executable.
  /// - Returns: The description.
  /// - Throws: `SandboxError.configuration` if libseccomp refuses a rule, `SandboxError.unavailable` if no answer comes.
  static func ask(about profile: SeccompProfile, executable: String) throws(SandboxError) -> FilterDescription {
    let request = ControlRequest.describeFilter(profile).encoded()
    guard request.count <= FrameLimits.frameByteCount else {
      throw .configuration("seccomp.json: its rules take more than \(FrameLimits.frameByteCount) bytes; use fewer")
    }
    let sockets = try Descriptor.socketPair()
    let process = try LauncherSpawn.spawn(executable, control: sockets.theirs)
    defer {
      // It may hang or have been stopped; either way it will not send more.
      kill(process, SIGKILL)
      while waitpid(process, nil, 0) < 0 && errno == EINTR {}
    }
    guard pollux_send(sockets.ours.number, request, request.count, nil, 0) == request.count else { throw noAnswer }
    let bytes = try pieces(from: sockets.ours.number)
    do { return try FilterDescription(decoding: bytes) } catch { throw noAnswer }
  }

  private static func pieces(from socket: Int32) throws(SandboxError) -> [UInt8] {
    let deadline = ContinuousClock.now + .seconds(secondsAllowed)
    var buffer = [UInt8](repeating: 0, count: FrameLimits.frameByteCount)
    var bytes: [UInt8] = []
    while ContinuousClock.now < deadline {
      var watched = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
      guard poll(&watched, 1, 1000) > 0 else { continue }
      let count = pollux_receive_bytes(socket, &buffer, buffer.count)
      if count < 0 && (errno == EAGAIN || errno == EINTR) { continue }
      guard count > 0, let event = try? ControlEvent(decoding: Array(buffer.prefix(count))) else { throw noAnswer }
      switch event {
      case .refused(let failure):
        let reason = String(cString: strerror(failure.errno))
        throw .configuration("seccomp.json: \(failure.step): \(reason); correct the file")
      case .filterPiece(let piece, let isLast):
        guard bytes.count + piece.count <= FrameLimits.filterDescriptionByteCount else { throw noAnswer }
        bytes += piece
        if isLast { return bytes }
      default:
        throw noAnswer
      }
    }
    throw noAnswer
  }

  private static var noAnswer: SandboxError {
    .unavailable("pollux-sandbox did not report the seccomp filter; standard error may say why")
  }
}
