import GeminiAPI
import NIOCore
import NIOHTTP1

/// Reads the requests of one connection, one after the other.
struct RequestReader {
  typealias Parts = NIOAsyncChannelInboundStream<HTTPServerRequestPart>.AsyncIterator

  private var parts: Parts
  /// Whether the request at hand has been read to its end.
  private var isAtEnd = true
  /// How fast bodies that are taken piece by piece are read, in bytes a second; nil for as fast as they come.
  var bytesPerSecond: Int?

  init(_ parts: Parts) {
    self.parts = parts
  }

  /// The head of the next request, nil once the connection has ended.
  mutating func nextHead() async throws -> HTTPRequestHead? {
    while let part = try await parts.next(isolation: #isolation) {
      guard case .head(let head) = part else { continue }
      isAtEnd = false
      return head
    }
    return nil
  }

  /// Collects the body of the request at hand.
  ///
  /// - Parameters:
  ///   - head: The request's head.
  ///   - limit: The most bytes taken.
  ///   - willRead: Called before the first byte is read, so that a client that asked may be told to go on.
  /// - Returns: The whole body.
  /// - Throws: `INVALID_ARGUMENT` for a body beyond the limit, before it is read where its length is announced.
  mutating func body(
    of head: HTTPRequestHead,
    limit: Int,
    willRead: () async throws -> Void
  ) async throws -> [UInt8] {
    let encodings = head.headers[canonicalForm: "content-encoding"].filter { $0 != "identity" && !$0.isEmpty }
    guard encodings.isEmpty else { throw Status.encoded(encodings.joined(separator: ", ")) }
    let announced = head.headers.first(name: "content-length").flatMap { Int($0) } ?? 0
    guard announced <= limit else { throw Status.bodyTooLarge(limit: limit) }
    try await willRead()

    var body: [UInt8] = []
    // Within the limit, the announcement costs address space alone until bytes really come, and no copy as they do.
    body.reserveCapacity(announced)
    while let part = try await parts.next(isolation: #isolation) {
      switch part {
      case .head: break
      case .body(let buffer):
        guard buffer.readableBytes <= limit - body.count else { throw Status.bodyTooLarge(limit: limit) }
        buffer.withUnsafeReadableBytes { body.append(contentsOf: $0) }
      case .end:
        isAtEnd = true
        return body
      }
    }
    // The connection ended inside the body.
    throw CancellationError()
  }

  /// The next piece of the body of the request at hand, for one who takes it as it comes.
  ///
  /// Nothing more is read from the socket than was asked for, so a client is as fast as whoever calls this.
  /// - Returns: Some bytes, nil once the body has ended.
  /// - Throws: `CancellationError` where the connection ended inside the body, the channel's error where it broke.
  mutating func nextPiece() async throws -> [UInt8]? {
    while !isAtEnd {
      guard let part = try await parts.next(isolation: #isolation) else { throw CancellationError() }
      switch part {
      case .head: break
      case .body(let buffer):
        if let rate = bytesPerSecond {
          try await Task.sleep(for: .seconds(Double(buffer.readableBytes) / Double(rate)))
        }
        return Array(buffer.readableBytesView)
      case .end: isAtEnd = true
      }
    }
    return nil
  }

  /// Reads away what is left of the request at hand, so that a client still sending gets to read the answer.
  ///
  /// - Parameter limit: The most bytes read away.
  /// - Returns: Whether the connection is ready for the next request.
  /// - Throws: The channel's error where the connection broke.
  mutating func discardRest(limit: Int) async throws -> Bool {
    var discarded = 0
    while !isAtEnd {
      guard discarded <= limit, let part = try await parts.next(isolation: #isolation) else { return false }
      switch part {
      case .head: break
      case .body(let buffer): discarded += buffer.readableBytes
      case .end: isAtEnd = true
      }
    }
    return true
  }
}

extension Status {
  fileprivate static func encoded(_ encoding: String) -> Status {
    .invalidArgument("Content-Encoding \(encoding.prefix(50)) is not read; send the body as it is.")
  }

  fileprivate static func bodyTooLarge(limit: Int) -> Status {
    Status(
      code: .invalidArgument,
      message: "Request payload size exceeds the limit: \(limit) bytes. "
        + "Raise it with request_body_limit in pollux.yaml or POLLUX_REQUEST_BODY_LIMIT."
    )
  }
}
