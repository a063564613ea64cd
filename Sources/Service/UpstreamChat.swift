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
