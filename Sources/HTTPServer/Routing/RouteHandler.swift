import GeminiAPI

/// Answers one kind of request; a value holds what the path said.
package protocol RouteHandler: Sendable {
  /// Answers a request.
  ///
  /// - Parameters:
  ///   - request: The request without its body.
  ///   - body: The whole body, empty where the route does not read it.
  ///   - sink: Where the response goes.
  /// - Throws: Any error; while nothing was sent it becomes an error response, afterwards it ends the connection.
  func respond(to request: IncomingRequest, body: [UInt8], sink: ResponseSink) async throws

  /// Answers a request whose body has not been read; by default the body is read first.
  ///
  /// - Parameters:
  ///   - request: The request without its body.
  ///   - reader: Gives the body; what is left of it is read away afterwards.
  ///   - limit: The most bytes of body taken, nil where a body is not looked at.
  ///   - sink: Where the response goes.
  /// - Throws: As `respond(to:body:sink:)`.
  func respond(
    to request: IncomingRequest,
    reading reader: inout RequestReader,
    limit: BodyLimit?,
    sink: ResponseSink
  ) async throws
}

extension RouteHandler {
  package func respond(
    to request: IncomingRequest,
    reading reader: inout RequestReader,
    limit: BodyLimit?,
    sink: ResponseSink
  ) async throws {
    var body: [UInt8] = []
    if let limit {
      body = try await reader.body(of: request.head, limit: limit.bytes, isFixed: limit.isFixed) {
        if request.waitsToSend { try await sink.sendContinue() }
      }
      request.exchange.observer?.asked(body)
    }
    try await respond(to: request, body: body, sink: sink)
  }
}

/// Answers requests whose body is too large to be held: it reads it piece by piece.
package protocol StreamingHandler: RouteHandler {
  func respond(to request: IncomingRequest, reading reader: inout RequestReader, sink: ResponseSink) async throws
}

extension StreamingHandler {
  package func respond(
    to request: IncomingRequest,
    reading reader: inout RequestReader,
    limit: BodyLimit?,
    sink: ResponseSink
  ) async throws {
    try await respond(to: request, reading: &reader, sink: sink)
  }

  package func respond(to request: IncomingRequest, body: [UInt8], sink: ResponseSink) async throws {
    throw Status.internal("The body of this request is read as it comes.")
  }
}
