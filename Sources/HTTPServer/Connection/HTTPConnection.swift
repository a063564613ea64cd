import GeminiAPI
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import TelemetryNames

/// One accepted socket: sets up HTTP/1.1 on it and serves its requests one after the other.
struct HTTPConnection: ServerChildChannel {
  typealias Parts = NIOAsyncChannel<HTTPServerRequestPart, HTTPServerResponsePart>

  struct Value: ServerChildChannelValue {
    let parts: Parts
    let presence: ClientPresence
    let activity: ConnectionActivity

    var channel: any Channel { parts.channel }
  }

  /// How much of a refused body is read away before the connection is given up.
  private static let discardLimit = 256 << 20

  let application: any HTTPApplication
  let limits: ConnectionLimits
  let table: ConnectionTable
  let bodies: BodyBudget
  /// Not the server's: what the server library says of itself at info is not news to an operator.
  let logger: Logger

  func setup(channel: any Channel, logger _: Logger) -> EventLoopFuture<Value> {
    channel.eventLoop.makeCompletedFuture {
      let presence = ClientPresence()
      let activity = ConnectionActivity(channel: channel)
      let pipeline = channel.pipeline.syncOperations
      // The async channel reads one request at a time, and ConnectionStateHandler answers broken ones.
      try pipeline.configureHTTPServerPipeline(withPipeliningAssistance: false, withErrorHandling: false)
      try pipeline.addHandler(
        ConnectionStateHandler(presence: presence, activity: activity, limits: limits, now: channel.eventLoop.now)
      )
      let parts = try Parts(
        wrappingChannelSynchronously: channel,
        configuration: NIOAsyncChannel.Configuration(isOutboundHalfClosureEnabled: true)
      )
      table.enter(activity)
      channel.closeFuture.whenComplete { _ in table.leave(activity) }
      return Value(parts: parts, presence: presence, activity: activity)
    }
  }

  func handle(value: Value, logger _: Logger) async {
    do {
      try await value.parts.executeThenClose { inbound, outbound in
        var reader = RequestReader(inbound.makeAsyncIterator(), activity: value.activity, budget: bodies)
        defer { reader.releaseBody() }
        while let head = try await reader.nextHead() {
          do {
            try await serve(head, reader: &reader, outbound: outbound, of: value)
          } catch let broken as BrokenConnection {
            if broken.isReset { await BrokenConnection.reset(value.channel) }
            throw broken
          }
          reader.releaseBody()
          guard try await reader.discardRest(limit: Self.discardLimit), head.isKeepAlive else { break }
        }
        outbound.finish()
      }
    } catch {
      // A client that leaves is not an event; everything else was answered or logged by `serve`.
      logger.trace("connection ended", metadata: [LogKeys.error: "\(error)"])
    }
  }

  private func serve(
    _ head: HTTPRequestHead,
    reader: inout RequestReader,
    outbound: ResponseSink.Outbound,
    of connection: Value
  ) async throws {
    let started = ContinuousClock.now
    let log = RequestLog(table.nextRequestID(), logger: logger, head: head, started: started)
    let target = Result { () throws(Status) in try RequestTarget(head.uri) }
    let exchange = application.begin(head, try? target.get(), log: log)
    let sink = ResponseSink(
      outbound: outbound,
      request: head,
      started: started,
      requestID: log.requestID,
      origin: exchange.origin,
      observer: exchange.observer
    )
    var routeName = RouteName.none
    defer {
      log.finished(routeName, status: sink.status, bytes: sink.sentBytes)
      exchange.ended(routeName, status: sink.status, after: ContinuousClock.now - started)
    }
    do {
      let target = try target.get()
      let route = try exchange.route(head, target)
      routeName = route.name
      let request = IncomingRequest(
        head: head,
        target: target,
        presence: connection.presence,
        log: log,
        exchange: exchange
      )
      try await exchange.willAnswer(routeName, request, reading: &reader, sink: sink)
      try await route.handler.respond(to: request, reading: &reader, limit: route.limit, sink: sink)
    } catch let broken as BrokenConnection {
      throw broken
    } catch  where sink.status == nil {
      let status = StatusResponse.status(for: error, log: log)
      try await sink.send(status, contentType: exchange.errorContentType, body: exchange.body(of: status))
    }
  }
}
