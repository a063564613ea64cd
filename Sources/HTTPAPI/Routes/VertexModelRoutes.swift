import GeminiAPI
import Generation
import HTTPServer
import ModelBackends

/// `POST …/publishers/google/models/{m}:computeTokens`: the tokens of texts, on Vertex AI alone.
struct ComputeTokensRoute: RouteHandler {
  let pipeline: GenerateContentPipeline
  let resource: ModelResource

  func respond(to request: IncomingRequest, body: [UInt8], sink: ResponseSink) async throws {
    let asked = body.isEmpty ? ComputeTokensRequest() : try ComputeTokensRequest.decode(body)
    let call = resource.call("computeTokens", of: GenerateContentRequest(contents: asked.contents), by: request)
    try await sink.send(status: 200, body: try pipeline.tokens(of: call).json(try request.format))
  }
}

/// `POST …/publishers/google/models/{m}:predict`: vectors, on Vertex AI alone.
struct PredictRoute: RouteHandler {
  let pipeline: GenerateContentPipeline
  let resource: ModelResource

  func respond(to request: IncomingRequest, body: [UInt8], sink: ResponseSink) async throws {
    let asked = body.isEmpty ? PredictRequest() : try PredictRequest.decode(body)
    let call = resource.call("predict", of: GenerateContentRequest(), by: request)
    let response = try await pipeline.predictions(for: call, asked)
    try await sink.send(status: 200, body: response.json(try request.format))
  }
}
