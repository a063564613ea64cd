import Foundation
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
  /// Larger answers are given up.
  private static let maximumSize = 64 << 20

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
    var answer: (status: Int, body: [UInt8]) = (0, [])
    do {
      let events = upstream.send(method: "POST", target: "/chat/completions", headers: headers, body: body)
      for try await event in events {
        switch event {
        case .head(let status, _): answer.status = status
        case .bytes(let bytes): answer.body += bytes
        }
        guard answer.body.count <= Self.maximumSize else {
          throw Status(code: .internal, message: "The upstream's answer is larger than \(Self.maximumSize) bytes.")
        }
      }
    } catch let status as Status {
      throw status
    } catch {
      throw .unavailable("The upstream cannot be reached: \(error.localizedDescription)")
    }
    guard !Task.isCancelled else { throw Status(code: .cancelled, message: "The operation was cancelled.") }
    return answer
  }
}
