import GeminiAPI
import NIOCore
import NIOHTTP1

/// Watches one connection: tells that the client left, ends one whose client takes too long, lets the server drain, and
/// answers what is not HTTP.
final class ConnectionStateHandler: ChannelDuplexHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias InboundOut = HTTPServerRequestPart
  typealias OutboundIn = HTTPServerResponsePart
  typealias OutboundOut = HTTPServerResponsePart

  private let presence: ClientPresence
  private let activity: ConnectionActivity
  private var wait: ClientWait
  /// Looks whether the client has had its time: at most one at a time, and late rather than moved with each request.
  private var timer: (task: Scheduled<Void>, at: NIODeadline)?
  private var requestsInProgress = 0
  private var isReadingRequest = false
  private var responseIsOpen = false
  private var isDraining = false
  /// Completes when the last response has left for the network.
  private var unsent: EventLoopFuture<Void>?
  /// The decoder reports what follows broken bytes as broken once more; one answer is enough.
  private var isRefused = false

  /// - Parameters:
  ///   - presence: Is told that the client left.
  ///   - activity: Is told since when the connection waits.
  ///   - limits: Say how long that may take.
  ///   - now: The event loop's time.
  init(presence: ClientPresence, activity: ConnectionActivity, limits: ConnectionLimits, now: NIODeadline) {
    self.presence = presence
    self.activity = activity
    wait = ClientWait(bodyTime: TimeAmount(limits.bodyTime), now: now)
  }

  func handlerAdded(context: ChannelHandlerContext) {
    activity.setWaiting(since: context.eventLoop.now)
    watch(context)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head:
      requestsInProgress += 1
      isReadingRequest = true
      wait.headCame()
    case .body(let buffer): wait.bodyCame(buffer.readableBytes)
    case .end:
      isReadingRequest = false
      wait.requestEnded()
      // It was answered before it had come.
      if requestsInProgress <= 0 { rest(context) }
    }
    context.fireChannelRead(data)
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    wait.pieceCame(now: context.eventLoop.now)
    if wait.phase == .nothing {
      activity.setWaiting(since: nil)
    } else {
      activity.setWaiting(since: context.eventLoop.now)
      watch(context)
    }
    context.fireChannelReadComplete()
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    wait.reads(context.channel.isWritable, now: context.eventLoop.now)
    watch(context)
    context.fireChannelWritabilityChanged()
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
      if isReadingRequest {
        // Its body is waited for from now on, not while another request was answered.
        wait.bodyIsAwaited(now: context.eventLoop.now)
        watch(context)
      } else if requestsInProgress <= 0 {
        rest(context)
      }
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
    case is ConnectionActivity.GiveUp: giveUp(context)
    default: break
    }
    context.fireUserInboundEventTriggered(event)
  }

  func channelInactive(context: ChannelHandlerContext) {
    presence.clientLeft()
    timer?.task.cancel()
    timer = nil
    context.fireChannelInactive()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    // The decoder closes the channel as soon as this returns, so the answer is written at once.
    if let error = error as? HTTPParserError { refuse(context, StatusResponse.brokenRequest(error)) }
    context.fireErrorCaught(error)
  }

  /// Answers in place of whoever would answer a whole request; where an answer has begun, nothing more is said.
  private func refuse(_ context: ChannelHandlerContext, _ status: Status) {
    guard !responseIsOpen, !isRefused else { return }
    isRefused = true
    let body = ByteBuffer(bytes: status.json(pretty: true))
    let headers = ServiceHeaders.make(
      contentType: ServiceHeaders.json,
      contentLength: body.readableBytes,
      keepAlive: false,
      started: nil
    )
    let code = HTTPResponseStatus(statusCode: status.code.httpStatus)
    let head = HTTPResponseHead(version: .http1_1, status: code, headers: headers)
    context.write(wrapOutboundOut(.head(head)), promise: nil)
    context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
    context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
  }
}

// What becomes of a client that takes its time.
extension ConnectionStateHandler {
  /// Waits for the next request.
  private func rest(_ context: ChannelHandlerContext) {
    let now = context.eventLoop.now
    wait.responseEnded(now: now)
    activity.setWaiting(since: now)
    watch(context)
  }

  /// Sees to it that the connection is looked at when its client has had its time.
  private func watch(_ context: ChannelHandlerContext) {
    guard let deadline = wait.deadline else { return }
    if let timer {
      guard deadline < timer.at else { return }
      timer.task.cancel()
    }
    let task = context.eventLoop.assumeIsolated().scheduleTask(deadline: deadline) { self.look(context) }
    timer = (task, deadline)
  }

  private func look(_ context: ChannelHandlerContext) {
    timer = nil
    let now = context.eventLoop.now
    guard let deadline = wait.deadline else { return }
    guard deadline <= now else { return watch(context) }
    if wait.leavesUnread(at: now) { return context.close(promise: nil) }
    switch wait.phase {
    case .request: context.close(promise: nil)
    case .head:
      refuse(context, .slowHead)
      context.close(promise: nil)
    // The server's own doing.
    case .body where activity.isThrottled || requestsInProgress > 1: break
    // Whoever reads the body answers.
    case .body(let received): context.fireErrorCaught(Status.slowBody(received: received))
    case .nothing: break
    }
  }

  /// Makes room for another connection.
  private func giveUp(_ context: ChannelHandlerContext) {
    switch wait.phase {
    case .request, .head: context.close(promise: nil)
    case .body: context.fireErrorCaught(Status.tooManyConnections)
    case .nothing: break
    }
  }
}

extension Status {
  fileprivate static let slowHead = Status.deadlineExceeded("The head of the request did not come in time.")

  fileprivate static func slowBody(received: Int) -> Status {
    .deadlineExceeded(
      "The body of the request did not come in time: \(received) bytes have. Send it faster than "
        + "\(ConnectionLimits.bodyBytesPerSecond) bytes a second, or raise request_timeout in pollux.yaml or "
        + "POLLUX_REQUEST_TIMEOUT."
    )
  }

  fileprivate static let tooManyConnections = Status.unavailable(
    "The server has too many connections, and this one has waited longest for its client. Try again with fewer at once, "
      + "or raise connection_limit in pollux.yaml or POLLUX_CONNECTION_LIMIT, and the limit of open files (ulimit -n)."
  )
}
