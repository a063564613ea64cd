import GeminiAPI
import Logging
import NIOHTTP1
import TelemetryNames

/// What is logged of one request: its end at info, that of a probe at debug, an internal error at error; never a key, a
/// body or code.
package struct RequestLog: Sendable {
  private let logger: Logger
  private let head: HTTPRequestHead
  package let started: ContinuousClock.Instant
  /// A number no other request of this server has.
  package let requestID: UInt64

  init(_ requestID: UInt64, logger: Logger, head: HTTPRequestHead, started: ContinuousClock.Instant) {
    self.requestID = requestID
    self.logger = logger
    self.head = head
    self.started = started
  }

  /// Logs how the request ended.
  ///
  /// - Parameters:
  ///   - route: What answered.
  ///   - status: The HTTP status that went out, nil where the client left before.
  ///   - bytes: The bytes of the body that went out.
  func finished(_ route: RouteName, status: Int?, bytes: Int) {
    let level: Logger.Level = route.isProbe ? .debug : .info
    guard logger.logLevel <= level else { return }
    let milliseconds = (ContinuousClock.now - started) / .milliseconds(1)
    logger.log(
      level: level,
      "request",
      metadata: [
        LogKeys.requestID: "\(requestID)",
        LogKeys.httpMethod: "\(head.method.rawValue.prefix(bytes: 20))",
        LogKeys.httpPath: "\(head.uri.prefix { $0 != "?" }.prefix(bytes: 300))",
        LogKeys.httpRoute: "\(route.rawValue)",
        LogKeys.httpStatus: "\(status ?? 0)",
        LogKeys.httpBytes: "\(bytes)",
        LogKeys.duration: "\(Int(milliseconds))",
      ]
    )
  }

  /// Logs an error whose details the client is not told.
  func internalError(_ error: any Error) {
    logger.error(
      "internal error",
      metadata: [LogKeys.requestID: "\(requestID)", LogKeys.error: "\(String(reflecting: error))"]
    )
  }
}
