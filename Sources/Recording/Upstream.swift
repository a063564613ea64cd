import Foundation
import GeminiAPI

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// The real service, or another server with its API: the only server that Pollux contacts, and only if it is named.
package final class Upstream: Sendable {
  /// One piece of an answer.
  package enum Event: Sendable {
    case head(status: Int, contentType: String)
    case bytes([UInt8])
  }

  /// Headers of one connection, and headers that the other side makes itself.
  private static let dropped: Set<String> = [
    "host", "connection", "content-length", "transfer-encoding", "accept-encoding", "keep-alive", "te", "upgrade",
    "expect", "x-pollux-namespace", "x-pollux-dialect", "x-server-timeout",
  ]

  private let base: String
  private let key: String?

  /// - Parameters:
  ///   - base: `https://generativelanguage.googleapis.com`, without a path.
  ///   - key: The API key that replaces the client's; nil sends the client's.
  /// - Throws: For an address that is not http or https.
  package init(base: String, key: String?) throws(RecordingError) {
    guard let url = URL(string: base), ["http", "https"].contains(url.scheme), url.host != nil else {
      throw RecordingError(
        "'\(base.prefix(bytes: 200))' is not a server's address; write one such as https://generativelanguage.googleapis.com"
      )
    }
    self.base = base.hasSuffix("/") ? String(base.dropLast()) : base
    self.key = key
  }

  /// Forwards a request.
  ///
  /// - Parameters:
  ///   - method: The HTTP method.
  ///   - target: Path and query.
  ///   - headers: The client's headers.
  ///   - body: The body.
  /// - Returns: The head of the answer, then its bytes as they arrive.
  package func send(
    method: String,
    target: String,
    headers: [(name: String, value: String)],
    body: [UInt8]
  ) -> AsyncThrowingStream<Event, any Error> {
    AsyncThrowingStream { continuation in
      guard let url = URL(string: base + target) else {
        return continuation.finish(
          throwing: RecordingError(
            "'\(SecretNames.redacted(address: target).prefix(bytes: 200))' cannot be sent to the upstream"
          )
        )
      }
      var request = URLRequest(url: url, timeoutInterval: 300)
      request.httpMethod = method
      for (name, value) in headers where !Self.dropped.contains(name.lowercased()) {
        request.setValue(value, forHTTPHeaderField: name)
      }
      if let key { request.setValue(key, forHTTPHeaderField: "x-goog-api-key") }
      if !body.isEmpty { request.httpBody = Data(body) }
      let session = URLSession(configuration: .ephemeral, delegate: UpstreamDelegate(continuation), delegateQueue: nil)
      let task = session.dataTask(with: request)
      continuation.onTermination = { _ in
        task.cancel()
        session.finishTasksAndInvalidate()
      }
      task.resume()
    }
  }
}

/// Why an upstream gave no complete answer.
package enum UpstreamFailure: Error, Sendable, CustomStringConvertible {
  case unreachable(String)
  /// With the largest accepted size in bytes.
  case tooLarge(limit: Int)

  package var description: String {
    switch self {
    case .unreachable(let reason): "The upstream cannot be reached: \(reason)"
    case .tooLarge(let limit): "The upstream's answer is larger than \(limit) bytes."
    }
  }
}

extension Upstream {
  /// A whole answer.
  package struct Answer: Sendable {
    package var status = 0
    package var contentType = ""
    package var body: [UInt8] = []
  }

  /// In bytes: larger answers are dropped, or passed on without being recorded.
  package static let maximumSize = 64 << 20

  /// Forwards a request as `send` does, and waits for the end of its answer.
  ///
  /// - Parameters:
  ///   - method: The HTTP method.
  ///   - target: Path and query.
  ///   - headers: The headers.
  ///   - body: The body.
  /// - Returns: The answer.
  /// - Throws: If there is none, or it is too large.
  package func answer(
    method: String,
    target: String,
    headers: [(name: String, value: String)],
    body: [UInt8]
  ) async throws(UpstreamFailure) -> Answer {
    var answer = Answer()
    do {
      for try await event in send(method: method, target: target, headers: headers, body: body) {
        switch event {
        case .head(let status, let contentType): (answer.status, answer.contentType) = (status, contentType)
        case .bytes(let bytes): answer.body += bytes
        }
        guard answer.body.count <= Self.maximumSize else { throw UpstreamFailure.tooLarge(limit: Self.maximumSize) }
      }
    } catch let failure as UpstreamFailure {
      throw failure
    } catch {
      throw .unreachable(error.localizedDescription)
    }
    return answer
  }
}

/// Passes on the events of a session.
private final class UpstreamDelegate: NSObject, URLSessionDataDelegate {
  private let continuation: AsyncThrowingStream<Upstream.Event, any Error>.Continuation

  init(_ continuation: AsyncThrowingStream<Upstream.Event, any Error>.Continuation) {
    self.continuation = continuation
  }

  func urlSession(
    _ session: URLSession,
    dataTask: URLSessionDataTask,
    didReceive response: URLResponse,
    completionHandler: @escaping (URLSession.ResponseDisposition) -> Void
  ) {
    let answer = response as? HTTPURLResponse
    let type = answer?.value(forHTTPHeaderField: "Content-Type") ?? "application/json; charset=UTF-8"
    continuation.yield(.head(status: answer?.statusCode ?? 502, contentType: type))
    completionHandler(.allow)
  }

  func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
    continuation.yield(.bytes(Array(data)))
  }

  func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
    if let error { continuation.finish(throwing: error) } else { continuation.finish() }
  }
}
