package import NIOCore
package import NIOHTTP1
import Synchronization

/// Where one request's response goes: either whole, or as a head and then piece by piece.
package final class ResponseSink: Sendable {
  package typealias Outbound = NIOAsyncChannelOutboundWriter<HTTPServerResponsePart>

  private let outbound: Outbound
  private let isHeadRequest: Bool
  private let takesGzip: Bool
  private let keepAlive: Bool
  /// The page that may read the response; nil where none asked.
  private let origin: String?
  private let started: ContinuousClock.Instant
  /// The number under which the log has this request.
  private let requestID: UInt64
  /// Sees what goes out, before it is compressed; nil for nobody.
  private let observer: (any ExchangeObserver)?
  private let wishes = Mutex(Wishes())
  /// The HTTP status that went out; 0 before.
  private let sentStatus = Atomic<Int>(0)
  private let bodyBytes = Atomic<Int>(0)

  init(
    outbound: Outbound,
    request: HTTPRequestHead,
    started: ContinuousClock.Instant,
    requestID: UInt64,
    origin: String?,
    observer: (any ExchangeObserver)?
  ) {
    self.outbound = outbound
    isHeadRequest = request.method == .HEAD
    takesGzip = GzipBody.isAccepted(request.headers)
    keepAlive = request.isKeepAlive
    self.origin = origin
    self.started = started
    self.requestID = requestID
    self.observer = observer
  }

  /// The HTTP status that went out, nil while nothing has.
  package var status: Int? {
    let status = sentStatus.load(ordering: .relaxed)
    return status == 0 ? nil : status
  }

  /// The bytes of the body that went out, compressed where it was.
  var sentBytes: Int { bodyBytes.load(ordering: .relaxed) }

  /// A piece of a response.
  package enum Sent: Sendable {
    case head(status: Int, contentType: String)
    case bytes([UInt8])
    /// Told before the last bytes leave: whoever has read them may ask what came of it.
    case end(status: Int)
  }

  /// What a route or a script wants of a response.
  private struct Wishes {
    var observer: (@Sendable (Sent) -> Void)?
    var omittedHeader: String?
  }

  /// Has what goes out from here on told to somebody else as well.
  package func observe(_ observer: @escaping @Sendable (Sent) -> Void) { wishes.withLock { $0.observer = observer } }

  private func tell(_ sent: @autoclosure () -> Sent) {
    let other = wishes.withLock { $0.observer }
    guard observer != nil || other != nil else { return }
    let sent = sent()
    observer?.sent(sent)
    other?(sent)
  }

  /// Leaves a header out of the answer.
  package func omit(header: String) { wishes.withLock { $0.omittedHeader = header } }

  /// Tells a client that waits for it to send its body.
  package func sendContinue() async throws {
    try await outbound.write(.head(HTTPResponseHead(version: .http1_1, status: .continue)))
  }

  /// Sends a whole response in one write.
  ///
  /// - Parameters:
  ///   - status: The HTTP status.
  ///   - contentType: The media type of the body.
  ///   - more: Headers of this response beside those of every one.
  ///   - body: The body.
  /// - Throws: The channel's error where the client is gone.
  package func send(
    status: Int,
    contentType: String = ServiceHeaders.json,
    headers more: KeyValuePairs<String, String> = [:],
    body: [UInt8]
  ) async throws {
    tell(.head(status: status, contentType: contentType))
    tell(.bytes(body))
    tell(.end(status: status))
    let compressed = takesGzip ? GzipBody.compressed(body) : nil
    let body = compressed ?? body
    var headers = ServiceHeaders.make(
      contentType: contentType,
      contentLength: body.count,
      keepAlive: keepAlive,
      started: started
    )
    if compressed != nil { headers.add(name: "Content-Encoding", value: "gzip") }
    for (name, value) in more { headers.add(name: name, value: value) }
    if let omitted = wishes.withLock({ $0.omittedHeader }) { headers.remove(name: omitted) }
    let head = HTTPServerResponsePart.head(makeHead(status, headers))
    guard !isHeadRequest else { return try await outbound.write(contentsOf: [head, .end(nil)]) }
    count(body.count)
    try await outbound.write(contentsOf: [head, .body(.byteBuffer(ByteBuffer(bytes: body))), .end(nil)])
  }

  /// Sends a head that announces a whole body, and the beginning of that body.
  ///
  /// - Parameters:
  ///   - body: The whole body.
  ///   - sentCount: How many of its bytes are sent.
  /// - Throws: The channel's error where the client is gone.
  package func sendCut(_ body: [UInt8], sentCount: Int) async throws {
    let headers = ServiceHeaders.make(
      contentType: ServiceHeaders.json,
      contentLength: body.count,
      keepAlive: false,
      started: started
    )
    let sent = ByteBuffer(bytes: body.prefix(sentCount))
    count(sentCount)
    tell(.bytes(Array(body.prefix(sentCount))))
    try await outbound.write(contentsOf: [.head(makeHead(200, headers)), .body(.byteBuffer(sent))])
  }

  /// Sends the head of a stream.
  ///
  /// - Parameters:
  ///   - contentType: The media type of the stream.
  ///   - contentLength: Its length in bytes, where that is known.
  ///   - isAttachment: Whether a browser is to save it, as the service has it.
  /// - Throws: The channel's error where the client is gone.
  package func start(contentType: String, contentLength: Int?, isAttachment: Bool) async throws {
    try await outbound.write(
      streamHead(contentType: contentType, contentLength: contentLength, isAttachment: isAttachment)
    )
  }

  private func streamHead(
    contentType: String,
    contentLength: Int?,
    isAttachment: Bool
  ) -> HTTPServerResponsePart {
    var headers = ServiceHeaders.make(
      contentType: contentType,
      contentLength: contentLength,
      keepAlive: keepAlive,
      started: started
    )
    if isAttachment { headers.add(name: "Content-Disposition", value: "attachment") }
    return .head(makeHead(200, headers))
  }

  /// Sends a piece of a stream in a write of its own; waits while the client does not read.
  package func write(_ piece: ByteBuffer) async throws {
    count(piece.readableBytes)
    tell(.bytes(Array(piece.readableBytesView)))
    try await outbound.write(.body(.byteBuffer(piece)))
  }

  /// Sends pieces of a stream in one write, with its head where they are the first, with its end where they are the last.
  ///
  /// - Parameters:
  ///   - pieces: The pieces.
  ///   - contentType: The media type of the stream.
  ///   - isLast: Whether the stream ends with them.
  /// - Throws: The channel's error where the client is gone.
  package func write(_ pieces: [ByteBuffer], of contentType: String, isLast: Bool = false) async throws {
    count(pieces.reduce(0) { $0 + $1.readableBytes })
    var parts = pieces.map { HTTPServerResponsePart.body(.byteBuffer($0)) }
    if status == nil { tell(.head(status: 200, contentType: contentType)) }
    for piece in pieces { tell(.bytes(Array(piece.readableBytesView))) }
    if status == nil {
      parts.insert(streamHead(contentType: contentType, contentLength: nil, isAttachment: true), at: 0)
    }
    if isLast {
      parts.append(.end(nil))
      tell(.end(status: 200))
    }
    try await outbound.write(contentsOf: parts)
  }

  /// Ends a stream.
  package func finish() async throws {
    tell(.end(status: status ?? 200))
    try await outbound.write(.end(nil))
  }

  private func count(_ bytes: Int) { bodyBytes.wrappingAdd(bytes, ordering: .relaxed) }

  private func makeHead(_ status: Int, _ headers: HTTPHeaders) -> HTTPResponseHead {
    sentStatus.store(status, ordering: .relaxed)
    var headers = headers
    headers.add(name: "X-Pollux-Request-Id", value: String(requestID))
    if let origin { Self.admit(origin, to: &headers) }
    return HTTPResponseHead(version: .http1_1, status: HTTPResponseStatus(statusCode: status), headers: headers)
  }

  /// Adds what lets a page of another origin read a response, and each of its headers.
  private static func admit(_ origin: String, to headers: inout HTTPHeaders) {
    let names = headers.map { $0.name.lowercased() }.joined(separator: ",")
    headers.add(name: "Access-Control-Allow-Origin", value: origin)
    headers.add(name: "Access-Control-Expose-Headers", value: names)
  }
}
