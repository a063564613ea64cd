import Glibc
import HummingbirdCore
package import Logging
import NIOCore
import NIOPosix
package import ServiceLifecycle

/// The HTTP server: a socket that serves a router.
package enum GeminiServer {
  /// Makes the server; it listens once the service runs and drains when it is told to stop.
  ///
  /// - Parameters:
  ///   - router: Answers every request.
  ///   - host: The address or name to listen on.
  ///   - port: The port, 0 for any free one.
  ///   - logger: Where lifecycle and requests are logged.
  ///   - onListening: Called once connections are accepted, with the port that was taken.
  /// - Returns: The service.
  package static func makeService(
    router: GeminiRouter,
    host: String,
    port: Int,
    logger: Logger,
    onListening: @escaping @Sendable (_ port: Int) async -> Void
  ) -> any Service {
    var libraryLogger = logger
    libraryLogger.logLevel = max(logger.logLevel, .notice)
    return HTTPConnection(router: router, logger: logger).server(
      configuration: ServerConfiguration(address: .hostname(host, port: port), backlog: 1_024),
      onServerRunning: { channel in await onListening(channel.localAddress?.port ?? port) },
      eventLoopGroup: MultiThreadedEventLoopGroup.singleton,
      logger: libraryLogger
    )
  }
}

/// Why a server cannot listen.
package enum ListenProblem: Hashable, Sendable {
  case portTaken
  case notPermitted
  /// The host is no name or address of this machine.
  case noSuchAddress

  /// Reads the reason out of what the service threw.
  ///
  /// - Parameter error: What the service ended with; nil comes of every error that is not about listening.
  package init?(_ error: any Error) {
    switch error {
    case let error as IOError where error.errnoCode == EADDRINUSE: self = .portTaken
    case let error as IOError where error.errnoCode == EACCES || error.errnoCode == EPERM: self = .notPermitted
    case let error as IOError where error.errnoCode == EADDRNOTAVAIL: self = .noSuchAddress
    case is SocketAddressError, is SocketAddressError.UnknownHost: self = .noSuchAddress
    default: return nil
    }
  }
}
