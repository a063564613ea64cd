import GeminiAPI
import HummingbirdCore
import Logging
import ModelBackends
import NIOCore
import NIOHTTP1
import TelemetryNames

/// One accepted socket: sets up HTTP/1.1 on it and serves its requests one after the other.
struct HTTPConnection: ServerChildChannel {
  typealias Parts = NIOAsyncChannel<HTTPServerRequestPart, HTTPServerResponsePart>

  struct Value: ServerChildChannelValue {
    let parts: Parts
    let presence: ClientPresence

    var channel: any Channel { parts.channel }
  }

  /// How much of a refused body is read away before the connection is given up.
  private static let discardLimit = 256 << 20
  /// How long a client may send nothing while the server waits for it.
  private static let idleTimeout = TimeAmount.seconds(120)

  let router: GeminiRouter
  /// Not the server's: what the server library says of itself at info is no news to an operator.
  let logger: Logger

  func setup(channel: any Channel, logger _: Logger) -> EventLoopFuture<Value> {
    channel.eventLoop.makeCompletedFuture {
      let presence = ClientPresence()
      let pipeline = channel.pipeline.syncOperations
      // The async channel reads one request at a time, and ConnectionStateHandler answers broken ones.
      try pipeline.configureHTTPServerPipeline(withPipeliningAssistance: false, withErrorHandling: false)
      try pipeline.addHandler(IdleStateHandler(readTimeout: Self.idleTimeout))
      try pipeline.addHandler(ConnectionStateHandler(presence: presence))
      let parts = try Parts(
        wrappingChannelSynchronously: channel,
        configuration: NIOAsyncChannel.Configuration(isOutboundHalfClosureEnabled: true)
      )
      return Value(parts: parts, presence: presence)
    }
  }

  func handle(value: Value, logger _: Logger) async {
    do {
      try await value.parts.executeThenClose { inbound, outbound in
        var reader = RequestReader(inbound.makeAsyncIterator())
        while let head = try await reader.nextHead() {
          do {
            try await serve(head, reader: &reader, outbound: outbound, presence: value.presence)
          } catch let broken as BrokenConnection {
            if broken.isReset { await BrokenConnection.reset(value.channel) }
            throw broken
          }
          guard try await reader.discardRest(limit: Self.discardLimit), head.isKeepAlive else { break }
        }
        outbound.finish()
      }
    } catch {
      // A client that leaves is no event; everything else was answered or logged by `serve`.
      logger.trace("connection ended", metadata: [LogKeys.error: "\(error)"])
    }
  }

  private func serve(
    _ head: HTTPRequestHead,
    reader: inout RequestReader,
    outbound: ResponseSink.Outbound,
    presence: ClientPresence
  ) async throws {
    let started = ContinuousClock.now
    let log = RequestLog(logger: logger, head: head, started: started)
    let target = Result { () throws(Status) in try RequestTarget(head.uri) }
    let record = router.journaled(head, try? target.get(), id: log.requestID, started: started)
    let sink = ResponseSink(
      outbound: outbound,
      request: head,
      started: started,
      requestID: log.requestID,
      record: record
    )
    var routeName = RouteName.none
    router.metrics.requestBegan()
    defer {
      log.finished(status: sink.status)
      router.metrics.requestEnded(routeName, status: sink.status, after: ContinuousClock.now - started)
      if let record {
        if !record.isComplete { record.ended(status: sink.status) }
        router.controls.journal.completed(record)
      }
    }
    do {
      let target = try target.get()
      if target.segments.first == "upload" { reader.bytesPerSecond = router.controls.fixtures.current.uploadRate }
      let route = try router.route(for: head, target: target)
      routeName = route.name
      let request = IncomingRequest(head: head, target: target, presence: presence, log: log, record: record)
      try await route.respond(to: request, reading: &reader, sink: sink)
    } catch let broken as BrokenConnection {
      throw broken
    } catch  where sink.status == nil {
      let status = StatusResponse.status(for: error, log: log)
      try await sink.send(status: status.code.httpStatus, body: status.json(pretty: true))
    }
  }
}
