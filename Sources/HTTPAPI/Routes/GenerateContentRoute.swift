import GeminiAPI
import Generation
import HTTPServer
import ModelBackends

/// `POST /{v}/models/{m}:generateContent`: one whole answer.
struct GenerateContentRoute: RouteHandler {
  let pipeline: GenerateContentPipeline
  let resource: ModelResource

  func respond(to request: IncomingRequest, body: [UInt8], sink: ResponseSink) async throws {
    let deadline = try pipeline.limits.deadline(asked: request.serverTimeout)
    var asked = try resource.call("generateContent", body: body, by: request)
    asked.dialect = request.dialect
    asked.transport = try request.transport(body: body, isStream: false, sink: sink)
    let call: ValidatedCall
    switch try await pipeline.checked(asked) {
    case .valid(let valid): call = valid
    case .refused(let answer): return try await request.presence.whileConnected { try await sink.pass(answer) }
    }
    let answer = try await pipeline.whole(call, within: deadline, to: request)
    switch answer.ending {
    case .verbatim(let answer): try await request.presence.whileConnected { try await sink.pass(answer) }
    case .said(let bill):
      let json = answer.response.json(try request.format)
      try await sink.send(json, headers: WholeAnswer.costHeader(bill), breaking: answer.fault)
    }
  }
}

extension ModelResource {
  /// Reads the body of a call on this model.
  ///
  /// - Parameters:
  ///   - method: The method's name on the wire.
  ///   - body: The body as it came.
  ///   - caller: The request it came by.
  /// - Returns: The call, not yet checked beyond its form.
  /// - Throws: `INVALID_ARGUMENT` in the service's own words.
  func call(_ method: String, body: [UInt8], by caller: IncomingRequest) throws(Status) -> GenerateContentCall {
    // No body is an empty message, as for every proto.
    call(method, of: body.isEmpty ? GenerateContentRequest() : try GenerateContentRequest.decode(body), by: caller)
  }

  /// A call on this model.
  ///
  /// - Parameters:
  ///   - method: The method's name on the wire.
  ///   - request: What is asked.
  ///   - caller: The request it came by.
  /// - Returns: The call, not yet checked.
  func call(_ method: String, of request: GenerateContentRequest, by caller: IncomingRequest) -> GenerateContentCall {
    var call = GenerateContentCall(model: model, apiVersion: apiVersion, method: method, request: request)
    call.surface = surface
    call.storedStateRefusal = caller.storedStateRefusal
    return call
  }
}
