import GeminiAPI
import Generation
import HTTPServer
import ModelBackends
import NIOCore

/// `POST /{v}/models/{m}:streamGenerateContent`: the answer in chunks, as events (`alt=sse`) or as one JSON array.
///
/// The head goes out with the first chunk, so whatever fails before is an error response of its own, under the stream's
/// media type as the service has it: the JavaScript SDK reads it by that.
struct StreamGenerateContentRoute: RouteHandler {
  let pipeline: GenerateContentPipeline
  let resource: ModelResource

  func respond(to request: IncomingRequest, body: [UInt8], sink: ResponseSink) async throws {
    let framing: ChunkFraming = try request.target.parameter("alt", "$alt") == "sse" ? .events : .array
    let format = try request.format
    do {
      let answer = try await stream(request, body: body, sink: sink, framing: framing, format: format)
      guard let answer else { return }
      try await request.presence.whileConnected {
        do { try await sink.pass(answer) } catch  where sink.status != nil { throw BrokenConnection(isReset: false) }
      }
    } catch let broken as BrokenConnection {
      throw broken
    } catch is TruncatedStream {
      try await sink.write(framing.end.map { [$0] } ?? [], of: framing.contentType, isLast: true)
    } catch  where sink.status == nil {
      let status = StatusResponse.status(for: error, log: request.log)
      try await sink.send(status, contentType: framing.contentType, body: framing.whole(error: status))
    } catch is CancellationError {
      // The client left, or the server ends at once: nobody reads what would follow.
      throw CancellationError()
    } catch {
      let status = StatusResponse.status(for: error, log: request.log)
      try await sink.send(late: status, framing, clock: pipeline.clock)
    }
  }

  /// - Returns: What goes out in the place of a stream of its own.
  private func stream(
    _ request: IncomingRequest,
    body: [UInt8],
    sink: ResponseSink,
    framing: ChunkFraming,
    format: JSONFormat
  ) async throws -> VerbatimAnswer? {
    let pipeline = pipeline
    let deadline = try pipeline.limits.deadline(asked: request.serverTimeout)
    // Streaming is not a method of its own in the service's lists and messages.
    var asked = try resource.call("generateContent", body: body, by: request)
    asked.dialect = request.dialect
    asked.transport = try request.transport(body: body, isStream: true, sink: sink)
    let call: ValidatedCall
    switch try await pipeline.checked(asked) {
    case .valid(let valid): call = valid
    case .refused(let answer): return answer
    }
    return try await request.presence.whileConnected {
      try await withResponseDeadline(deadline, clock: pipeline.clock) {
        var chunks = ChunkAssembler(identity: pipeline.identity(for: call))
        // What the last event says goes out together with the end of the stream, which follows at once.
        var last: [ByteBuffer] = []
        var faults = FaultyStream()
        let ending = try await pipeline.run(call) { event, usage in
          for chunk in chunks.accept(event, usage: usage.metadata) {
            let whole = framing.piece(chunk, isFirst: sink.status == nil, format: format)
            let pieces = try await faults.pieces(for: whole, framing)
            if event.isLast { last += pieces } else { try await sink.write(pieces, of: framing.contentType) }
          }
          if case .fault(let fault) = event {
            faults.arm(fault)
            request.record?.broke(fault.kind)
          }
        }
        if case .verbatim(let answer) = ending { return answer }
        if let end = framing.end { last.append(end) }
        try await sink.write(last, of: framing.contentType, isLast: true)
        return nil
      }
    }
  }
}
