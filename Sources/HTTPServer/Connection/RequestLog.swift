import GeminiAPI
import Logging
import NIOHTTP1
import TelemetryNames

/// What is logged of one request: its end at debug, an internal error at error; never a key, a body or code.
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
  /// - Parameter status: The HTTP status that went out, nil where the client left before.
  func finished(status: Int?) {
    guard logger.logLevel <= .debug else { return }
    let milliseconds = (ContinuousClock.now - started) / .milliseconds(1)
    logger.debug(
      "request",
      metadata: [
        LogKeys.requestID: "\(requestID)",
        LogKeys.httpMethod: "\(head.method)",
        LogKeys.httpPath: "\(head.uri.prefix { $0 != "?" }.prefix(bytes: 300))",
        LogKeys.httpStatus: "\(status ?? 0)",
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
