import GeminiAPI
import Generation
import ModelBackends
import TelemetryNames

extension GeminiRouter {
  /// What Vertex AI alone has; nil for other methods, and on the Gemini API.
  func vertexRoute(
    _ resource: ModelResource,
    _ pipeline: GenerateContentPipeline,
    _ bodyLimit: Int
  ) -> (any Route)? {
    guard resource.surface == .vertex else { return nil }
    return switch resource.method {
    case "computeTokens"?: ComputeTokensRoute(pipeline: pipeline, resource: resource, bodyLimit: bodyLimit)
    case "predict"?: PredictRoute(pipeline: pipeline, resource: resource, bodyLimit: bodyLimit)
    default: nil
    }
  }
}

/// `POST …/publishers/google/models/{m}:computeTokens`: the tokens of texts, on Vertex AI alone.
struct ComputeTokensRoute: Route {
  let pipeline: GenerateContentPipeline
  let resource: ModelResource
  let bodyLimit: Int?

  var name: RouteName { .computeTokens }

  func respond(to request: IncomingRequest, body: [UInt8], sink: ResponseSink) async throws {
    let asked = body.isEmpty ? ComputeTokensRequest() : try ComputeTokensRequest.decode(body)
    let call = resource.call("computeTokens", of: GenerateContentRequest(contents: asked.contents), by: request)
    try await sink.send(status: 200, body: try pipeline.tokens(of: call).json(try request.format))
  }
}

/// `POST …/publishers/google/models/{m}:predict`: vectors, on Vertex AI alone.
struct PredictRoute: Route {
  let pipeline: GenerateContentPipeline
  let resource: ModelResource
  let bodyLimit: Int?

  var name: RouteName { .predict }

  func respond(to request: IncomingRequest, body: [UInt8], sink: ResponseSink) async throws {
    let asked = body.isEmpty ? PredictRequest() : try PredictRequest.decode(body)
    let call = resource.call("predict", of: GenerateContentRequest(), by: request)
    let response = try await pipeline.predictions(for: call, asked)
    try await sink.send(status: 200, body: response.json(try request.format))
  }
}
