import Glibc
import Logging
import NIOCore
import TelemetryNames

/// Rests for a moment where the system has no descriptor or memory for a new connection.
///
/// Without it the error would end the server, and the socket, readable all the while, keep a core busy.
final class AcceptPause: ChannelInboundHandler {
  typealias InboundIn = any Channel

  private static let pause = TimeAmount.milliseconds(100)
  private static let passing: Set = [EMFILE, ENFILE, ENOBUFS, ENOMEM, ECONNABORTED]

  private let logger: Logger
  private var isPaused = false

  init(logger: Logger) {
    self.logger = logger
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    guard let error = error as? IOError, Self.passing.contains(error.errnoCode) else {
      return context.fireErrorCaught(error)
    }
    guard !isPaused, error.errnoCode != ECONNABORTED else { return }
    logger.warning("no connection can be accepted for a moment", metadata: [LogKeys.error: "\(error)"])
    setAccepting(false, context)
    context.eventLoop.assumeIsolated().scheduleTask(in: Self.pause) { self.setAccepting(true, context) }
  }

  private func setAccepting(_ isAccepting: Bool, _ context: ChannelHandlerContext) {
    isPaused = !isAccepting
    guard context.channel.isActive else { return }
    do {
      try context.channel.syncOptions?.setOption(.autoRead, value: isAccepting)
    } catch {
      context.fireErrorCaught(error)
    }
  }
}
