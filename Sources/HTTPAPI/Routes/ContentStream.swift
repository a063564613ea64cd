import GeminiAPI
import Generation
import HTTPServer
import ModelBackends
import NIOCore

/// How the chunks of an answer stand on the wire of a surface.
protocol StreamForm: Sendable {
  var framing: ChunkFraming { get }

  /// Frames a chunk.
  ///
  /// - Parameters:
  ///   - chunk: The chunk.
  ///   - isFirst: Whether nothing went out before it.
  /// - Returns: The bytes of one write.
  mutating func piece(_ chunk: GenerateContentResponse, isFirst: Bool) -> ByteBuffer

  /// What follows the last chunk; asked for once, before the last bytes leave.
  ///
  /// - Parameter isTruncated: Whether a script wants the stream to end too soon.
  /// - Returns: Nil for nothing.
  mutating func close(isTruncated: Bool) -> ByteBuffer?

  /// An error before anything was sent.
  func whole(error: Status) -> (contentType: String, body: [UInt8])

  /// An error after chunks were sent.
  func late(error: Status) -> ByteBuffer

  /// Another server's answer in this form.
  func passed(_ answer: VerbatimAnswer) -> VerbatimAnswer
}

/// One answer in chunks.
///
/// The head goes out with the first chunk, so whatever fails before is an error response of its own.
struct ContentStream<Form: StreamForm>: Sendable {
  let pipeline: GenerateContentPipeline
  /// As it is before the first chunk.
  let form: Form

  /// Sends the answer to a call, or why there is none.
  ///
  /// - Parameters:
  ///   - call: Reads the call.
  ///   - request: The request it came by.
  ///   - sink: Where the answer goes.
  /// - Throws: `BrokenConnection`, `CancellationError`, or the channel's error where the client is gone.
  func send(_ call: () throws -> GenerateContentCall, to request: IncomingRequest, sink: ResponseSink) async throws {
    do {
      guard let answer = try await stream(try call(), to: request, sink: sink) else { return }
      let passed = form.passed(answer)
      try await request.presence.whileConnected {
        do { try await sink.pass(passed) } catch  where sink.status != nil { throw BrokenConnection(isReset: false) }
      }
    } catch let broken as BrokenConnection {
      throw broken
    } catch is TruncatedStream {
      var form = form
      let end = form.close(isTruncated: true)
      try await sink.write(end.map { [$0] } ?? [], of: form.framing.contentType, isLast: true)
    } catch  where sink.status == nil {
      let status = StatusResponse.status(for: error, log: request.log)
      let (contentType, body) = form.whole(error: status)
      try await sink.send(status, contentType: contentType, body: body)
    } catch is CancellationError {
      // The client left, or the server ends at once: nobody reads what would follow.
      throw CancellationError()
    } catch {
      let status = StatusResponse.status(for: error, log: request.log)
      try await sink.send(late: form.late(error: status), clock: pipeline.clock)
    }
  }

  /// - Returns: What goes out in the place of a stream of its own.
  private func stream(
    _ asked: GenerateContentCall,
    to request: IncomingRequest,
    sink: ResponseSink
  ) async throws -> VerbatimAnswer? {
    let (pipeline, form) = (pipeline, form)
    let deadline = try pipeline.limits.deadline(asked: request.serverTimeout)
    let call: ValidatedCall
    switch try await pipeline.checked(asked) {
    case .valid(let valid): call = valid
    case .refused(let answer): return answer
    }
    return try await request.presence.whileConnected {
      try await withResponseDeadline(deadline, clock: pipeline.clock) {
        var form = form
        let framing = form.framing
        var chunks = ChunkAssembler(identity: pipeline.identity(for: call))
        // What the last event says goes out together with the end of the stream, which follows at once.
        var last: [ByteBuffer] = []
        var faults = FaultyStream()
        let ending = try await pipeline.run(call) { event, usage in
          for chunk in chunks.accept(event, usage: usage.metadata) {
            let whole = form.piece(chunk, isFirst: sink.status == nil)
            let pieces = try await faults.pieces(for: whole, framing)
            if event.isLast { last += pieces } else { try await sink.write(pieces, of: framing.contentType) }
          }
          if case .fault(let fault) = event {
            faults.arm(fault)
            request.record?.broke(fault.kind)
          }
        }
        if case .verbatim(let answer) = ending { return answer }
        if let end = form.close(isTruncated: false) { last.append(end) }
        try await sink.write(last, of: framing.contentType, isLast: true)
        return nil
      }
    }
  }
}
