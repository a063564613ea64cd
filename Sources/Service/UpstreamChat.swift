import GeminiAPI
import ModelBackends
import Recording

/// Which API the upstream speaks.
package enum UpstreamAPI: String, CaseIterable, Sendable {
  case gemini
  /// The chat completions of OpenAI's API, as local servers have them.
  case openai
}

/// Chat completions of an upstream.
struct UpstreamChat: ChatTransport {
  private let upstream: Upstream
  private let key: String?

  /// - Parameters:
  ///   - base: The address up to the version, `http://127.0.0.1:11434/v1`.
  ///   - key: The key of the upstream; the client's own is for another service, and stays here.
  /// - Throws: For what is no address.
  init(base: String, key: String?) throws(RecordingError) {
    upstream = try Upstream(base: base, key: nil)
    self.key = key
  }

  func complete(_ body: [UInt8]) async throws(Status) -> (status: Int, body: [UInt8]) {
    var headers = [(name: "Content-Type", value: "application/json")]
    if let key { headers.append(("Authorization", "Bearer \(key)")) }
    let answer: Upstream.Answer
    do throws(UpstreamFailure) {
      answer = try await upstream.answer(method: "POST", target: "/chat/completions", headers: headers, body: body)
    } catch {
      switch error {
      case .unreachable: throw .unavailable(error.description)
      case .tooLarge: throw Status(code: .internal, message: error.description)
      }
    }
    guard !Task.isCancelled else { throw Status(code: .cancelled, message: "The operation was cancelled.") }
    return (answer.status, answer.body)
  }
}
