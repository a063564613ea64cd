import ChatCompletions
import GeminiAPI
import ModelBackends
import Upstream

/// Which API the upstream speaks.
package enum UpstreamAPI: String, CaseIterable, Sendable {
  case gemini
  /// The chat completions of OpenAI's API, as local servers have them.
  case openai
}

/// Makes a backend of a server with chat completions.
///
/// - Parameters:
///   - client: Asks the server at the address up to the version, `http://127.0.0.1:11434/v1`.
///   - key: The key of the upstream; the client's own is for another service, and stays here.
///   - upstream: What is known of the model.
/// - Returns: The backend.
func makeChat(_ client: UpstreamClient, key: String?, _ upstream: ChatUpstream) -> ChatBackend {
  let transport = UpstreamCompletions(
    client: client,
    key: key,
    clock: ContinuousClock(),
    now: { .now },
    random: { Double.random(in: 0...1) }
  )
  return ChatBackend(transport: transport, upstream: upstream, modes: UpstreamModes(), clock: ContinuousClock())
}

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
