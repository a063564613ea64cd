import GeminiAPI
import NIOHTTP1

/// Answers one kind of request; a value holds what the path said.
protocol Route: Sendable {
  /// The most bytes of body taken, nil where a body is not looked at.
  var bodyLimit: Int? { get }

  /// Answers a request.
  ///
  /// - Parameters:
  ///   - request: The request without its body.
  ///   - body: The whole body, empty where `bodyLimit` is nil.
  ///   - sink: Where the response goes.
  /// - Throws: Any error; while nothing was sent it becomes an error response, afterwards it ends the connection.
  func respond(to request: IncomingRequest, body: [UInt8], sink: ResponseSink) async throws
}

/// A request without its body.
struct IncomingRequest: Sendable {
  let head: HTTPRequestHead
  let target: RequestTarget
  let presence: ClientPresence
  let log: RequestLog

  /// What the client asked for in `X-Server-Timeout`, in seconds; nil where it sent no whole number.
  var serverTimeout: Int? {
    head.headers.first(name: "x-server-timeout").flatMap { Int($0) }
  }
}
