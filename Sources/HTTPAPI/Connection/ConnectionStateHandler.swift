import GeminiAPI
import NIOCore
import NIOHTTP1

/// Watches one connection: tells that the client left, lets the server drain, and answers what is no HTTP.
final class ConnectionStateHandler: ChannelDuplexHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias InboundOut = HTTPServerRequestPart
  typealias OutboundIn = HTTPServerResponsePart
  typealias OutboundOut = HTTPServerResponsePart

  private let presence: ClientPresence
  private var requestsInProgress = 0
  private var isReadingRequest = false
  private var responseIsOpen = false
  private var isDraining = false
  /// Completes when the last response has left for the network.
  private var unsent: EventLoopFuture<Void>?
  /// The decoder reports what follows broken bytes as broken once more; one answer is enough.
  private var isRefused = false

  init(presence: ClientPresence) {
    self.presence = presence
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head:
      requestsInProgress += 1
      isReadingRequest = true
    case .body: break
    case .end: isReadingRequest = false
    }
    context.fireChannelRead(data)
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    // Whoever was reading the broken request hears of it too, and would answer a second time.
    guard !isRefused else { return promise?.fail(ChannelError.ioOnClosedChannel) ?? () }
    switch unwrapOutboundIn(data) {
    case .head(let head):
      responseIsOpen = !(100..<200).contains(head.status.code)
      context.write(data, promise: promise)
    case .body:
      context.write(data, promise: promise)
    case .end:
      responseIsOpen = false
      requestsInProgress -= 1
      let sent = promise ?? context.eventLoop.makePromise()
      unsent = sent.futureResult
      context.write(data, promise: sent)
      guard isDraining, requestsInProgress <= 0 else { return }
      context.flush()
      close(context: context, mode: .all, promise: nil)
    }
  }

  /// Waits until the last response is out: closing a channel throws away what a slow client has not taken yet.
  ///
  /// A client that takes nothing any more is idle, and closed for that.
  func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
    guard mode == .all, let unsent else { return context.close(mode: mode, promise: promise) }
    unsent.assumeIsolated().whenComplete { _ in context.close(mode: mode, promise: promise) }
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    switch event {
    case is ChannelShouldQuiesceEvent:
      isDraining = true
      if requestsInProgress == 0 { context.close(promise: nil) }
    case ChannelEvent.inputClosed:
      presence.clientLeft()
    case IdleStateHandler.IdleStateEvent.read where requestsInProgress == 0 || isReadingRequest:
      context.close(promise: nil)
    default: break
    }
    context.fireUserInboundEventTriggered(event)
  }

  func channelInactive(context: ChannelHandlerContext) {
    presence.clientLeft()
    context.fireChannelInactive()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    // The decoder closes the channel as soon as this returns, so the answer is written here and at once.
    if let error = error as? HTTPParserError, !responseIsOpen, !isRefused {
      isRefused = true
      let body = ByteBuffer(bytes: StatusResponse.brokenRequest(error).json(pretty: true))
      let headers = ServiceHeaders.make(
        contentType: ServiceHeaders.json,
        contentLength: body.readableBytes,
        keepAlive: false
      )
      let head = HTTPResponseHead(version: .http1_1, status: .badRequest, headers: headers)
      context.write(wrapOutboundOut(.head(head)), promise: nil)
      context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
      context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }
    context.fireErrorCaught(error)
  }
}
