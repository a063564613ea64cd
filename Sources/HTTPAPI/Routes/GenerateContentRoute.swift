import GeminiAPI
import Generation
import TelemetryNames

/// `POST /{v}/models/{m}:generateContent`: one whole answer.
struct GenerateContentRoute: Route {
  let pipeline: GenerateContentPipeline
  let resource: ModelResource
  let bodyLimit: Int?

  var name: RouteName { .generateContent }

  func respond(to request: IncomingRequest, body: [UInt8], sink: ResponseSink) async throws {
    let pipeline = pipeline
    var asked = try resource.call("generateContent", body: body)
    asked.dialect = request.dialect
    asked.surface = resource.surface
    let call = try await pipeline.validated(asked)
    let deadline = pipeline.limits.deadline(askedSeconds: request.serverTimeout)
    let (response, bill) = try await request.presence.whileConnected {
      try await withResponseDeadline(deadline) {
        var assembler = ResponseAssembler(identity: pipeline.identity(for: call))
        let bill = try await pipeline.run(call) { event, usage in assembler.accept(event, usage: usage) }
        return (assembler.response, bill)
      }
    }
    try await sink.send(status: 200, headers: Self.costHeader(bill), body: response.json(try request.format))
  }

  /// A stream has no such header: its head leaves before its cost is known.
  private static func costHeader(_ bill: Bill?) -> KeyValuePairs<String, String> {
    guard let bill else { return [:] }
    let tokens = bill.tokens
    return ["X-Pollux-Cost": "\(bill.cost) USD; input=\(tokens.allInput); output=\(tokens.allOutput)"]
  }
}

extension ModelResource {
  /// Reads the body of a call on this model.
  ///
  /// - Parameters:
  ///   - method: The method's name on the wire.
  ///   - body: The body as it came.
  /// - Returns: The call, not yet checked beyond its form.
  /// - Throws: `INVALID_ARGUMENT` in the service's own words.
  func call(_ method: String, body: [UInt8]) throws(Status) -> GenerateContentCall {
    GenerateContentCall(
      model: model,
      apiVersion: apiVersion,
      method: method,
      // No body is an empty message, as for every proto.
      request: body.isEmpty ? GenerateContentRequest() : try GenerateContentRequest.decode(body)
    )
  }
}
