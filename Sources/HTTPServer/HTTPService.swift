import Glibc
import HummingbirdCore
package import Logging
import NIOCore
import NIOPosix
package import ServiceLifecycle
import TelemetryNames

/// The HTTP server: a socket that serves an application.
package enum HTTPService {
  /// Makes the server; it listens once the service runs and drains when it is told to stop.
  ///
  /// - Parameters:
  ///   - application: Answers every request.
  ///   - limits: Bound its connections.
  ///   - host: The address or name to listen on.
  ///   - port: The port, 0 for any free one.
  ///   - logger: Where lifecycle and requests are logged.
  ///   - onListening: Called once connections are accepted, with the port that was taken.
  /// - Returns: The service.
  package static func makeService(
    application: any HTTPApplication,
    limits: ConnectionLimits,
    host: String,
    port: Int,
    logger: Logger,
    onListening: @escaping @Sendable (_ port: Int) async -> Void
  ) -> any Service {
    var libraryLogger = logger
    libraryLogger.logLevel = max(logger.logLevel, .notice)
    let connection = HTTPConnection(
      application: application,
      limits: limits,
      table: ConnectionTable(limit: limits.connections),
      bodies: BodyBudget(limit: limits.bodies),
      logger: logger
    )
    // Where none of the connections waits for its client, further ones wait in the system's queue.
    let bound = MaximumAvailableConnections(limits.connections + ConnectionLimits.overlap, logger: libraryLogger)
    return connection.server(
      configuration: ServerConfiguration(
        address: .hostname(host, port: port),
        backlog: 1_024,
        availableConnectionsDelegate: bound
      ),
      onServerRunning: { channel in
        await pauseWhereNothingCanBeAccepted(channel, logger: logger)
        await onListening(channel.localAddress?.port ?? port)
      },
      eventLoopGroup: MultiThreadedEventLoopGroup.singleton,
      logger: libraryLogger
    )
  }
}

/// The bound on connections leaves descriptors for the rest of the server; this is for a machine that has none left.
private func pauseWhereNothingCanBeAccepted(_ channel: any Channel, logger: Logger) async {
  do {
    try await channel.eventLoop.submit {
      try channel.pipeline.syncOperations.addHandler(AcceptPause(logger: logger), position: .first)
    }.get()
  } catch {
    logger.error("the server's socket is closed already", metadata: [LogKeys.error: "\(error)"])
  }
}

/// Why a server cannot listen.
package enum ListenProblem: Hashable, Sendable {
  case portTaken
  case notPermitted
  /// The host is not a name or address of this machine.
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
