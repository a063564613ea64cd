import ModelBackends
import NIOCore
import NIOHTTP1
import Synchronization

/// Where one request's response goes: either whole, or as a head and then piece by piece.
final class ResponseSink: Sendable {
  typealias Outbound = NIOAsyncChannelOutboundWriter<HTTPServerResponsePart>

  private let outbound: Outbound
  private let isHeadRequest: Bool
  private let takesGzip: Bool
  private let keepAlive: Bool
  /// The page that may read the response; nil where none asked.
  private let origin: String?
  private let started: ContinuousClock.Instant
  /// The number under which the log has this request.
  private let requestID: UInt64
  /// Where what goes out is written down; nil for nowhere.
  private let record: JournalRecord?
  /// Told what goes out, before it is compressed; nil for nobody.
  private let observer = Mutex<(@Sendable (Sent) -> Void)?>(nil)
  /// Whether a header that clients of uploads wait for is left out.
  private let losesUploadStatus = Atomic(false)
  /// The HTTP status that went out; 0 before.
  private let sentStatus = Atomic<Int>(0)

  init(
    outbound: Outbound,
    request: HTTPRequestHead,
    started: ContinuousClock.Instant,
    requestID: UInt64,
    origin: String?,
    record: JournalRecord?
  ) {
    self.outbound = outbound
    isHeadRequest = request.method == .HEAD
    takesGzip = GzipBody.isAccepted(request.headers)
    keepAlive = request.isKeepAlive
    self.origin = origin
    self.started = started
    self.requestID = requestID
    self.record = record
  }

  /// The HTTP status that went out, nil while nothing has.
  var status: Int? {
    let status = sentStatus.load(ordering: .relaxed)
    return status == 0 ? nil : status
  }

  /// A piece of a response.
  enum Sent: Sendable {
    case head(status: Int, contentType: String)
    case bytes([UInt8])
    /// Told before the last bytes leave: whoever has read them may ask what came of it.
    case end
  }

  /// Has what goes out from here on told to somebody else as well.
  func observe(_ observer: @escaping @Sendable (Sent) -> Void) { self.observer.withLock { $0 = observer } }

  private func tell(_ sent: @autoclosure () -> Sent) {
    if let observer = observer.withLock({ $0 }) { observer(sent()) }
  }

  /// Leaves `X-Goog-Upload-Status` out of the answer.
  func loseUploadStatus() { losesUploadStatus.store(true, ordering: .relaxed) }

  /// Writes down that a script broke something.
  func note(_ fault: WireFault.Kind) { record?.update { $0.fault = fault } }

  /// Tells a client that waits for it to send its body.
  func sendContinue() async throws {
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
  func send(
    status: Int,
    contentType: String = ServiceHeaders.json,
    headers more: KeyValuePairs<String, String> = [:],
    body: [UInt8]
  ) async throws {
    record?.said(body)
    record?.ended(status: status)
    tell(.head(status: status, contentType: contentType))
    tell(.bytes(body))
    tell(.end)
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
    if losesUploadStatus.load(ordering: .relaxed) { headers.remove(name: "X-Goog-Upload-Status") }
    let head = HTTPServerResponsePart.head(makeHead(status, headers))
    guard !isHeadRequest else { return try await outbound.write(contentsOf: [head, .end(nil)]) }
    try await outbound.write(contentsOf: [head, .body(.byteBuffer(ByteBuffer(bytes: body))), .end(nil)])
  }

  /// Sends a head that announces a whole body, and the beginning of that body.
  ///
  /// - Parameters:
  ///   - body: The whole body.
  ///   - sentCount: How many of its bytes are sent.
  /// - Throws: The channel's error where the client is gone.
  func sendCut(_ body: [UInt8], sentCount: Int) async throws {
    let headers = ServiceHeaders.make(
      contentType: ServiceHeaders.json,
      contentLength: body.count,
      keepAlive: false,
      started: started
    )
    let sent = ByteBuffer(bytes: body.prefix(sentCount))
    record?.said(body.prefix(sentCount))
    try await outbound.write(contentsOf: [.head(makeHead(200, headers)), .body(.byteBuffer(sent))])
  }

  /// Sends the head of a stream.
  ///
  /// - Parameters:
  ///   - contentType: The media type of the stream.
  ///   - contentLength: Its length in bytes, where that is known.
  ///   - isAttachment: Whether a browser is to save it, as the service has it.
  /// - Throws: The channel's error where the client is gone.
  func start(contentType: String, contentLength: Int?, isAttachment: Bool) async throws {
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
  func write(_ piece: ByteBuffer) async throws {
    record?.said(piece.readableBytesView)
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
  func write(_ pieces: [ByteBuffer], of contentType: String, isLast: Bool = false) async throws {
    if let record { for piece in pieces { record.said(piece.readableBytesView) } }
    var parts = pieces.map { HTTPServerResponsePart.body(.byteBuffer($0)) }
    if status == nil { tell(.head(status: 200, contentType: contentType)) }
    for piece in pieces { tell(.bytes(Array(piece.readableBytesView))) }
    if status == nil {
      parts.insert(streamHead(contentType: contentType, contentLength: nil, isAttachment: true), at: 0)
    }
    if isLast {
      parts.append(.end(nil))
      record?.ended(status: 200)
      tell(.end)
    }
    try await outbound.write(contentsOf: parts)
  }

  /// Ends a stream.
  func finish() async throws {
    record?.ended(status: status ?? 200)
    tell(.end)
    try await outbound.write(.end(nil))
  }

  private func makeHead(_ status: Int, _ headers: HTTPHeaders) -> HTTPResponseHead {
    sentStatus.store(status, ordering: .relaxed)
    var headers = headers
    headers.add(name: "X-Pollux-Request-Id", value: String(requestID))
    if let origin { CrossOriginRule.admit(origin, to: &headers) }
    return HTTPResponseHead(version: .http1_1, status: HTTPResponseStatus(statusCode: status), headers: headers)
  }
}
