import GeminiAPI
import Generation
import HTTPServer

/// `POST /{v}/models/{m}:countTokens`: how many tokens a request would be charged as its prompt.
struct CountTokensRoute: RouteHandler {
  let pipeline: GenerateContentPipeline
  let resource: ModelResource

  func respond(to request: IncomingRequest, body: [UInt8], sink: ResponseSink) async throws {
    let counted = body.isEmpty ? CountTokensRequest() : try CountTokensRequest.decode(body)
    let call = resource.call("countTokens", of: counted.request, by: request)
    let tokens = try await pipeline.promptTokens(of: call)
    let response = CountTokensResponse(
      totalTokens: tokens.all.total,
      cachedContentTokenCount: tokens.cached.total > 0 ? tokens.cached.total : nil,
      promptTokensDetails: tokens.all.details
    )
    try await sink.send(status: 200, body: response.json(try request.format))
  }
}
