import GeminiAPI
import Generation
import HTTPServer
import ModelBackends
import NIOCore

/// `POST /{v}/models/{m}:streamGenerateContent`: the answer in chunks, as events (`alt=sse`) or as one JSON array.
struct StreamGenerateContentRoute: RouteHandler {
  let pipeline: GenerateContentPipeline
  let resource: ModelResource

  func respond(to request: IncomingRequest, body: [UInt8], sink: ResponseSink) async throws {
    let framing: ChunkFraming = try request.target.parameter("alt", "$alt") == "sse" ? .events : .array
    let form = GeminiStreamForm(framing: framing, format: try request.format)
    try await ContentStream(pipeline: pipeline, form: form).send(
      {
        // Streaming is not a method of its own in the service's lists and messages.
        var asked = try resource.call("generateContent", body: body, by: request)
        asked.dialect = request.dialect
        asked.transport = try request.transport(body: body, isStream: true, sink: sink)
        return asked
      },
      to: request,
      sink: sink
    )
  }
}

/// The Gemini API's own chunks.
///
/// An error before them goes out under the stream's media type as the service has it: the JavaScript SDK reads it by that.
private struct GeminiStreamForm: StreamForm {
  let framing: ChunkFraming
  let format: JSONFormat

  func piece(_ chunk: GenerateContentResponse, isFirst: Bool) -> ByteBuffer {
    framing.piece(chunk, isFirst: isFirst, format: format)
  }

  func close(isTruncated: Bool) -> ByteBuffer? { framing.end }

  func whole(error: Status) -> (contentType: String, body: [UInt8]) {
    (framing.contentType, framing.whole(error: error))
  }

  func late(error: Status) -> ByteBuffer { framing.late(error: error) }
  func passed(_ answer: VerbatimAnswer) -> VerbatimAnswer { answer }
}
