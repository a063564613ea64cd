import Generation
package import HTTPServer
package import ModelBackends
import NIOCore

/// Asks for an answer that goes out as another server gave it, and only where there is none its handler.
struct VerbatimFirst: RouteHandler {
  let pipeline: GenerateContentPipeline
  let isStream: Bool
  let handler: any RouteHandler

  func respond(to request: IncomingRequest, body: [UInt8], sink: ResponseSink) async throws {
    let pipeline = pipeline
    let transport = try request.transport(body: body, isStream: isStream, sink: sink)
    let isAnswered = try await request.presence.whileConnected {
      guard let answer = try await pipeline.verbatim(transport) else { return false }
      try await sink.pass(answer)
      return true
    }
    if !isAnswered { try await handler.respond(to: request, body: body, sink: sink) }
  }
}

extension ResponseSink: AnswerWatch {
  package func follow(_ observer: @escaping @Sendable (AnswerPiece) -> Void) {
    observe { sent in
      switch sent {
      case .head(let status, let contentType): observer(.head(status: status, contentType: contentType))
      case .bytes(let bytes): observer(.bytes(bytes))
      case .end: observer(.end)
      }
    }
  }
}

extension ResponseSink {
  /// Sends an answer as it came: a stream as fast as the client reads it, anything else whole.
  ///
  /// - Parameter answer: The answer.
  /// - Throws: Where it breaks off, which ends the connection if it has begun, or the channel's error.
  func pass(_ answer: VerbatimAnswer) async throws {
    guard answer.isStream else {
      return try await send(status: answer.status, contentType: answer.contentType, body: try await answer.collect())
    }
    var count = 0
    try await answer.write { bytes in
      if LateError.isError(bytes, after: count) { try await Task.sleep(for: LateError.gap) }
      count += 1
      try await write([ByteBuffer(bytes: bytes)], of: answer.contentType)
    }
    try await write([], of: answer.contentType, isLast: true)
  }
}
