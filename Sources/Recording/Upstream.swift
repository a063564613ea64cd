import Foundation
import GeminiAPI

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// The real service, or another server that speaks its API: the only way out of Pollux, and only where it is named.
package final class Upstream: Sendable {
  /// One piece of an answer.
  package enum Event: Sendable {
    case head(status: Int, contentType: String)
    case bytes([UInt8])
  }

  /// Headers that belong to one connection, or that the other side makes anew.
  private static let dropped: Set<String> = [
    "host", "connection", "content-length", "transfer-encoding", "accept-encoding", "keep-alive", "te", "upgrade",
    "expect", "x-pollux-namespace", "x-pollux-dialect", "x-server-timeout",
  ]

  private let base: String
  private let key: String?

  /// - Parameters:
  ///   - base: `https://generativelanguage.googleapis.com`, without a path.
  ///   - key: The API key sent in the place of the client's; nil sends the client's.
  /// - Throws: For what is no http or https address.
  package init(base: String, key: String?) throws(RecordingError) {
    guard let url = URL(string: base), ["http", "https"].contains(url.scheme), url.host != nil else {
      throw RecordingError(
        "'\(base.prefix(bytes: 200))' is no address of a server; https://generativelanguage.googleapis.com is one"
      )
    }
    self.base = base.hasSuffix("/") ? String(base.dropLast()) : base
    self.key = key
  }

  /// Sends a request on.
  ///
  /// - Parameters:
  ///   - method: The HTTP method.
  ///   - target: Path and query.
  ///   - headers: The client's headers.
  ///   - body: The body.
  /// - Returns: The head of the answer, then its bytes as they come.
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
            "'\(SecretNames.redacted(address: target).prefix(bytes: 200))' cannot be asked of the upstream"
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

/// Why there is no whole answer of an upstream.
package enum UpstreamFailure: Error, Sendable, CustomStringConvertible {
  case unreachable(String)
  /// In bytes, how many are taken.
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

  /// Larger answers are given up, or passed on without being recorded, in bytes.
  package static let maximumSize = 64 << 20

  /// Sends a request on, as `send`, and waits for the end of its answer.
  ///
  /// - Parameters:
  ///   - method: The HTTP method.
  ///   - target: Path and query.
  ///   - headers: The headers.
  ///   - body: The body.
  /// - Returns: The answer.
  /// - Throws: Where there is none, or one beyond all bounds.
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

/// Hands on what a session tells.
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
