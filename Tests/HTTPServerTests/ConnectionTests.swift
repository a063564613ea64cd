import GeminiAPI
import Glibc
import Logging
import NIOCore
import NIOEmbedded
import NIOHTTP1
import Testing

@testable import HTTPServer

@Suite("A connection")
struct ConnectionTests {
  /// A connection over no network, with a clock that is set by hand.
  private final class Client {
    let channel = EmbeddedChannel()
    let activity: ConnectionActivity
    private let errors = ErrorKeeper()

    init(bodyTime: Duration = .seconds(60)) throws {
      activity = ConnectionActivity(channel: channel)
      let limits = ConnectionLimits(connections: 1, bodyTime: bodyTime, bodies: 1)
      let pipeline = channel.pipeline.syncOperations
      try pipeline.configureHTTPServerPipeline(withPipeliningAssistance: false, withErrorHandling: false)
      try pipeline.addHandler(
        ConnectionStateHandler(
          presence: ClientPresence(),
          activity: activity,
          limits: limits,
          now: channel.eventLoop.now
        )
      )
      try pipeline.addHandler(errors)
      channel.connect(to: try SocketAddress(ipAddress: "127.0.0.1", port: 1), promise: nil)
    }

    func send(_ text: String) throws { try channel.writeInbound(ByteBuffer(string: text)) }

    /// Answers the request at hand as a route does.
    func answer() throws {
      let head = HTTPResponseHead(version: .http1_1, status: .ok, headers: ["content-length": "0"])
      channel.write(HTTPServerResponsePart.head(head), promise: nil)
      channel.writeAndFlush(HTTPServerResponsePart.end(nil), promise: nil)
    }

    func wait(_ seconds: Int64) { channel.embeddedEventLoop.advanceTime(by: .seconds(seconds)) }

    var isOpen: Bool { channel.isActive }
    /// What the reader of a body is told.
    var error: Status? { errors.last as? Status }

    func output() throws -> String {
      var text = ""
      while let buffer = try channel.readOutbound(as: ByteBuffer.self) { text += String(buffer: buffer) }
      return text
    }
  }

  private final class ErrorKeeper: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    var last: (any Error)?
    func errorCaught(context: ChannelHandlerContext, error: any Error) { last = error }
  }

  private static let request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"

  @Test("that sends nothing is closed after its time, one that rests between requests later")
  func idle() throws {
    let silent = try Client()
    silent.wait(29)
    #expect(silent.isOpen)
    silent.wait(2)
    #expect(!silent.isOpen)

    let resting = try Client()
    try resting.send(Self.request)
    try resting.answer()
    resting.wait(119)
    #expect(resting.isOpen)
    try resting.send(Self.request)
    resting.wait(10_000)
    #expect(resting.isOpen, "it is the server's turn")
    try resting.answer()
    resting.wait(121)
    #expect(!resting.isOpen)
  }

  @Test("that sends half a head, or drips one, is told so and closed")
  func halfHead() throws {
    let client = try Client()
    try client.send(Self.request)
    try client.answer()
    _ = try client.output()
    try client.send("GET / HTTP/1.1\r\nHost: a")
    for _ in 0..<29 {
      client.wait(1)
      try client.send("a")
    }
    #expect(client.isOpen)
    client.wait(2)
    #expect(!client.isOpen)
    #expect(try client.output().contains("DEADLINE_EXCEEDED"))
  }

  @Test("that drips a body is given up after the time of a body, however often a byte comes")
  func drip() throws {
    let client = try Client(bodyTime: .seconds(20))
    try client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n")
    for _ in 0..<19 {
      client.wait(1)
      try client.send("x")
    }
    #expect(client.error == nil)
    client.wait(2)
    #expect(client.error?.code == .deadlineExceeded)
    #expect(client.error?.message.contains("19 bytes have") == true)
  }

  @Test("may take as long for a body as its bytes ask for, and for nothing while a script takes them slowly")
  func largeBody() throws {
    let client = try Client(bodyTime: .seconds(20))
    let body = ConnectionLimits.bodyBytesPerSecond * 100
    try client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: \(body + 1)\r\n\r\n")
    try client.send(String(repeating: "x", count: body))
    client.wait(119)
    #expect(client.error == nil)
    client.wait(2)
    #expect(client.error?.code == .deadlineExceeded)

    let throttled = try Client(bodyTime: .seconds(20))
    throttled.activity.setThrottled(true)
    try throttled.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nx")
    throttled.wait(1_000)
    #expect(throttled.error == nil && throttled.isOpen)
  }

  @Test("waits anew for the rest of a body that was answered before it had come")
  func earlyAnswer() throws {
    let client = try Client(bodyTime: .seconds(20))
    try client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nx")
    client.wait(15)
    try client.answer()
    client.wait(15)
    #expect(client.error == nil)
    try client.send("xx")
    client.wait(119)
    #expect(client.isOpen && client.error == nil, "then for the next request")
    client.wait(2)
    #expect(!client.isOpen)
  }

  @Test("whose client leaves an answer unread is closed")
  func unread() throws {
    let client = try Client()
    try client.send(Self.request)
    client.channel.isWritable = false
    client.channel.pipeline.fireChannelWritabilityChanged()
    client.wait(119)
    #expect(client.isOpen)
    client.channel.isWritable = true
    client.channel.pipeline.fireChannelWritabilityChanged()
    client.wait(1_000)
    #expect(client.isOpen, "it reads again")
    client.channel.isWritable = false
    client.channel.pipeline.fireChannelWritabilityChanged()
    client.wait(121)
    #expect(!client.isOpen)
  }

  @Test("makes room for another where it waits for its client longest, and stays where it is at work")
  func table() throws {
    let table = ConnectionTable(limit: 3)
    let busy = try Client()
    try busy.send(Self.request)
    let clients = try (0..<3).map { _ in
      let client = try Client()
      client.wait(1)
      return client
    }
    try clients[0].send("GET / HT")
    try clients[1].send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nx")
    for client in [busy] + clients.prefix(2) { table.enter(client.activity) }
    #expect(clients[0].isOpen && clients[1].error == nil)

    let ages = [clients[1], clients[0]]
    ages[0].wait(5)
    try ages[0].send("x")
    table.enter(clients[2].activity)
    #expect(!clients[0].isOpen && clients[1].error == nil, "the half head has waited longer")
    table.leave(clients[0].activity)
    table.enter(try Client().activity)
    #expect(clients[2].isOpen == false || clients[1].error?.code == .unavailable)
    #expect(busy.isOpen)
  }

  @Test("in error is the server's only where it does not pass")
  func accepting() throws {
    let channel = EmbeddedChannel(handler: AcceptPause(logger: Logger(label: "test")))
    for errno in [EMFILE, ENFILE, ENOBUFS, ENOMEM, ECONNABORTED] {
      channel.pipeline.fireErrorCaught(IOError(errnoCode: errno, reason: "accept"))
      #expect(throws: Never.self) { try channel.throwIfErrorCaught() }
    }
    channel.pipeline.fireErrorCaught(IOError(errnoCode: EBADF, reason: "accept"))
    #expect(throws: IOError.self) { try channel.throwIfErrorCaught() }
  }

  @Test("holds no more of bodies than all may together, and gives it back")
  func budget() throws {
    let budget = BodyBudget(limit: 100)
    try budget.take(60)
    try budget.take(40)
    #expect { try budget.take(1) } throws: { ($0 as? Status)?.code == .resourceExhausted }
    budget.giveBack(60)
    try budget.take(60)
  }
}
