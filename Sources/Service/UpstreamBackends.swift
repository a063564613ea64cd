import GeminiAPI
import ModelBackends
import Upstream

/// Which API the upstream speaks.
package enum UpstreamAPI: String, CaseIterable, Sendable {
  case gemini
  /// The chat completions of OpenAI's API, as local servers have them.
  case openai
}

/// Chat completions of an upstream.
struct UpstreamChat: ChatTransport {
  /// Asks the server at the address up to the version, `http://127.0.0.1:11434/v1`.
  let client: UpstreamClient
  /// The key of the upstream; the client's own is for another service, and stays here.
  let key: String?

  func complete(_ body: [UInt8]) async throws(Status) -> (status: Int, body: [UInt8]) {
    var headers = [(name: "Content-Type", value: "application/json")]
    if let key { headers.append(("Authorization", "Bearer \(key)")) }
    do throws(UpstreamFailure) {
      let answer = try await client.send(method: "POST", target: "/chat/completions", headers: headers, body: body)
      return (answer.status, try await answer.collect(upTo: UpstreamAnswer.maximumSize))
    } catch {
      switch error.kind {
      case .cancelled: throw Status(code: .cancelled, message: "The operation was cancelled.")
      case .tooLarge: throw Status(code: .internal, message: error.description)
      default: throw .unavailable(error.description)
      }
    }
  }
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
