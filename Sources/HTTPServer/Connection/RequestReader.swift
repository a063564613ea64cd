import GeminiAPI
import NIOCore
import NIOHTTP1

/// Reads the requests of one connection, one after the other.
package struct RequestReader {
  typealias Parts = NIOAsyncChannelInboundStream<HTTPServerRequestPart>.AsyncIterator

  private var parts: Parts
  /// Whether the request at hand has been read to its end.
  private var isAtEnd = true
  /// How fast bodies that are taken piece by piece are read, in bytes a second; nil for as fast as they come.
  private var bytesPerSecond: Int?
  private let activity: ConnectionActivity
  private let budget: BodyBudget
  /// What this request has of the budget.
  private var taken = 0

  init(_ parts: Parts, activity: ConnectionActivity, budget: BodyBudget) {
    self.parts = parts
    self.activity = activity
    self.budget = budget
  }

  /// The head of the next request, nil once the connection has ended.
  mutating func nextHead() async throws -> HTTPRequestHead? {
    while let part = try await parts.next(isolation: #isolation) {
      guard case .head(let head) = part else { continue }
      isAtEnd = false
      if bytesPerSecond != nil { throttle(to: nil) }
      return head
    }
    return nil
  }

  /// Sets how fast pieces of the body at hand are read; the time that takes is not the client's.
  ///
  /// - Parameter rate: In bytes a second; nil for as fast as they come.
  package mutating func throttle(to rate: Int?) {
    bytesPerSecond = rate
    activity.setThrottled(rate != nil)
  }

  /// Collects the body of the request at hand.
  ///
  /// - Parameters:
  ///   - head: The request's head.
  ///   - limit: The most bytes taken.
  ///   - isFixed: Whether no setting raises the limit.
  ///   - willRead: Called before the first byte is read, so that a client that asked may be told to go on.
  /// - Returns: The whole body; what it takes of the budget is given back by `releaseBody()`.
  /// - Throws: `INVALID_ARGUMENT` for a body beyond the limit, before it is read where its length is announced;
  ///   `RESOURCE_EXHAUSTED` where all bodies together are too large.
  mutating func body(
    of head: HTTPRequestHead,
    limit: Int,
    isFixed: Bool,
    willRead: () async throws -> Void
  ) async throws -> [UInt8] {
    let encodings = head.headers[canonicalForm: "content-encoding"].filter { $0 != "identity" && !$0.isEmpty }
    guard encodings.isEmpty else { throw Status.encoded(encodings.joined(separator: ", ")) }
    let announced = head.headers.first(name: "content-length").flatMap { Int($0) } ?? 0
    guard announced <= limit else { throw Status.bodyTooLarge(limit: limit, isFixed: isFixed) }
    try await willRead()

    var body: [UInt8] = []
    // An announcement takes no memory before some of it has come.
    body.reserveCapacity(min(announced, ConnectionLimits.freeBodySize))
    while let part = try await parts.next(isolation: #isolation) {
      switch part {
      case .head: break
      case .body(let buffer):
        guard buffer.readableBytes <= limit - body.count else {
          throw Status.bodyTooLarge(limit: limit, isFixed: isFixed)
        }
        let size = body.count + buffer.readableBytes
        if size > ConnectionLimits.freeBodySize {
          try takeBudget(for: size)
          if body.count <= ConnectionLimits.freeBodySize { body.reserveCapacity(announced) }
        }
        buffer.withUnsafeReadableBytes { body.append(contentsOf: $0) }
      case .end:
        isAtEnd = true
        return body
      }
    }
    // The connection ended inside the body.
    throw CancellationError()
  }

  private mutating func takeBudget(for size: Int) throws(Status) {
    try budget.take(size - taken)
    taken = size
  }

  /// Says that the body of the request at hand is not held any more.
  mutating func releaseBody() {
    guard taken > 0 else { return }
    budget.giveBack(taken)
    taken = 0
  }

  /// The next piece of the body of the request at hand, for one who takes it as it comes.
  ///
  /// Nothing more is read from the socket than was asked for, so a client is as fast as whoever calls this.
  /// - Returns: Some bytes, nil once the body has ended.
  /// - Throws: `CancellationError` where the connection ended inside the body, the channel's error where it broke.
  package mutating func nextPiece() async throws -> [UInt8]? {
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
    .invalidArgument("Content-Encoding \(encoding.prefix(bytes: 50)) is not read; send the body as it is.")
  }

  fileprivate static func bodyTooLarge(limit: Int, isFixed: Bool) -> Status {
    let advice =
      isFixed
      ? "The limit of this path is fixed; send less."
      : "Raise it with request_body_limit in pollux.yaml or POLLUX_REQUEST_BODY_LIMIT."
    return Status(
      code: .invalidArgument,
      message: "Request payload size exceeds the limit: \(limit) bytes. " + advice
    )
  }
}
