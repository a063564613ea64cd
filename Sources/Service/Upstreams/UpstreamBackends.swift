import GeminiAPI
import ModelBackends
import Upstream

/// A model on another server that speaks the Gemini API: requests go there as they came.
struct GeminiUpstream: VerbatimBackend {
  let client: UpstreamClient

  func answer(_ request: RequestTransport) async throws -> VerbatimAnswer {
    let query = request.query.isEmpty ? "" : "?\(request.query)"
    let answer = try await asked {
      try await client.send(
        method: "POST",
        target: request.path + query,
        headers: request.headers(),
        body: request.body
      )
    }
    return VerbatimAnswer(status: answer.status, contentType: answer.contentType, body: body(of: answer))
  }

  /// A stream as it comes; anything else whole, within the bound of what is held.
  private func body(of answer: UpstreamAnswer) -> @Sendable (VerbatimAnswer.Write) async throws -> Void {
    { write in
      guard VerbatimAnswer.isStream(status: answer.status, contentType: answer.contentType) else {
        return try await write(try await asked { try await answer.collect(upTo: UpstreamAnswer.maximumSize) })
      }
      var pieces = answer.body.makeAsyncIterator()
      while let bytes = try await asked({ try await pieces.next() }) { try await write(bytes) }
    }
  }
}

/// Asks the other server.
///
/// - Throws: `UNAVAILABLE` where it does not answer, or `CancellationError`.
private func asked<Value>(_ ask: () async throws -> Value) async throws -> Value {
  do {
    return try await ask()
  } catch let failure as UpstreamFailure {
    throw failure.kind == .cancelled ? CancellationError() : Status.unavailable(failure.description)
  }
}
