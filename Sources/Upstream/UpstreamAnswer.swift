import AsyncHTTPClient
import NIOCore
import NIOHTTP1

/// What a server answers: the head is here, the body comes as it is asked for.
package struct UpstreamAnswer: Sendable {
  /// Larger answers are given up, or passed on without being recorded, in bytes.
  package static let maximumSize = 64 << 20

  package let status: Int
  package let body: UpstreamBody
  private let headers: HTTPHeaders

  init(_ response: HTTPClientResponse, of client: UpstreamClient) {
    (status, headers) = (Int(response.status.code), response.headers)
    body = UpstreamBody(pieces: response.body, client: client)
  }

  /// The media type; an answer that has none is taken for JSON.
  package var contentType: String { header("Content-Type") ?? "application/json; charset=UTF-8" }

  /// The first header of a name, whatever its case.
  package func header(_ name: String) -> String? { headers.first(name: name) }

  /// Waits for the end of the body.
  ///
  /// - Parameter limit: The most that is held, in bytes.
  /// - Returns: The body.
  /// - Throws: `UpstreamFailure`, of the kind `tooLarge` beyond the limit: the connection is closed then.
  package func collect(upTo limit: Int) async throws(UpstreamFailure) -> [UInt8] {
    if let length = header("Content-Length").flatMap({ Int($0) }), length > limit { throw .tooLarge(limit: limit) }
    var bytes: [UInt8] = []
    var pieces = body.makeAsyncIterator()
    while let piece = try await pieces.next(isolation: #isolation) {
      guard bytes.count + piece.count <= limit else { throw .tooLarge(limit: limit) }
      bytes += piece
    }
    return bytes
  }
}

/// The body of an answer, piece by piece as the network brings it, for one reader.
///
/// Nothing is read ahead but a piece: a reader that stops stops the server, and one that goes away, or whose task is
/// cancelled, closes the connection.
package struct UpstreamBody: AsyncSequence, Sendable {
  package typealias Element = [UInt8]
  package typealias Failure = UpstreamFailure

  package struct AsyncIterator: AsyncIteratorProtocol {
    fileprivate var pieces: HTTPClientResponse.Body.AsyncIterator
    /// Its connections end with it, so it must not go before the body's end.
    fileprivate let client: UpstreamClient

    /// - Returns: The next bytes, nil at the end of the body.
    /// - Throws: `UpstreamFailure` where the body breaks off.
    package mutating func next(
      isolation actor: isolated (any Actor)?
    ) async throws(UpstreamFailure) -> [UInt8]? {
      do {
        return try await pieces.next(isolation: actor).map { Array($0.readableBytesView) }
      } catch {
        throw client.failure(error)
      }
    }

    package mutating func next() async throws(UpstreamFailure) -> [UInt8]? { try await next(isolation: #isolation) }
  }

  fileprivate let pieces: HTTPClientResponse.Body
  fileprivate let client: UpstreamClient

  package func makeAsyncIterator() -> AsyncIterator {
    AsyncIterator(pieces: pieces.makeAsyncIterator(), client: client)
  }
}

extension UpstreamFailure {
  /// More came than is taken.
  ///
  /// - Parameter limit: In bytes.
  /// - Returns: The failure.
  package static func tooLarge(limit: Int) -> UpstreamFailure {
    UpstreamFailure(.tooLarge, "The upstream's answer is larger than \(limit) bytes.")
  }
}
