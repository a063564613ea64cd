import Foundation
import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// A server in this process that speaks bytes, so that it can break every rule of HTTP.
package struct ByteServer {
  /// One connection of a client.
  package final class Peer {
    private var inbound: AsyncStream<ByteBuffer>.AsyncIterator
    private var rest = ""
    private let channel: any Channel

    fileprivate init(_ inbound: AsyncStream<ByteBuffer>, _ channel: any Channel) {
      (self.inbound, self.channel) = (inbound.makeAsyncIterator(), channel)
    }

    /// Reads as far as the blank line behind the head, and whatever came with it.
    package func request() async throws -> String {
      var text = ""
      while !text.contains("\r\n\r\n"), let piece = await inbound.next(isolation: #isolation) {
        text += String(buffer: piece)
      }
      return text
    }

    /// Reads one request whole; the connection may bring further ones.
    ///
    /// - Returns: Nil where the client closed the connection.
    package func wholeRequest() async throws -> (head: String, body: String)? {
      while true {
        if let end = rest.firstRange(of: "\r\n\r\n") {
          let head = String(rest[..<end.lowerBound])
          let length = head.firstMatch(of: #/(?i)content-length: *(\d+)/#).flatMap { Int($0.1) } ?? 0
          let body = rest[end.upperBound...]
          if body.utf8.count >= length,
            let cut = body.utf8.index(body.startIndex, offsetBy: length, limitedBy: rest.endIndex)
          {
            defer { rest = String(rest[cut...]) }
            return (head, String(body[..<cut]))
          }
        }
        guard let piece = await inbound.next(isolation: #isolation) else { return nil }
        rest += String(buffer: piece)
      }
    }

    package func send(_ text: String) async throws { try await channel.writeAndFlush(ByteBuffer(string: text)) }

    /// Waits for the client to close the connection.
    package func waitForEnd() async throws {
      while await inbound.next(isolation: #isolation) != nil {}
    }
  }

  /// Hands what a client sends on, piece by piece, to the end of the connection.
  private final class Feed: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    private let pieces: AsyncStream<ByteBuffer>.Continuation

    init(_ pieces: AsyncStream<ByteBuffer>.Continuation) { self.pieces = pieces }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) { pieces.yield(unwrapInboundIn(data)) }

    func channelInactive(context: ChannelHandlerContext) { pieces.finish() }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
  }

  /// The connections of one server; a client may come when the test is over.
  private final class Connections: Sendable {
    private struct State {
      var open: [(channel: any Channel, work: Task<Void, Never>)] = []
      var isOver = false
    }

    private let state = Mutex(State())

    func add(_ channel: any Channel, _ work: @escaping @Sendable () async -> Void) {
      state.withLock { state in
        guard !state.isOver else { return channel.close(promise: nil) }
        state.open.append((channel, Task { await work() }))
      }
    }

    /// Closes all, and waits until nobody works for them.
    func finish() async {
      let open = state.withLock { state in
        state.isOver = true
        return state.open
      }
      for connection in open {
        connection.work.cancel()
        connection.channel.close(promise: nil)
      }
      for connection in open { await connection.work.value }
    }
  }

  /// Runs a server for as long as a test needs it.
  ///
  /// - Parameters:
  ///   - host: The address it listens on.
  ///   - isSecure: Whether it speaks TLS.
  ///   - serve: Answers one connection; what it throws is about that connection alone.
  ///   - body: The test.
  /// - Returns: What the test returned.
  /// - Throws: What the test threw.
  package static func run<Result: Sendable>(
    host: String = "127.0.0.1",
    isSecure: Bool = false,
    serve: @escaping @Sendable (Peer) async throws -> Void,
    _ body: (_ port: Int) async throws -> Result
  ) async throws -> Result {
    let context = isSecure ? try tls() : nil
    let connections = Connections()
    let server = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          if let context { try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context)) }
          let (pieces, feed) = AsyncStream<ByteBuffer>.makeStream()
          try channel.pipeline.syncOperations.addHandler(Feed(feed))
          connections.add(channel) {
            // A client that goes away is what many tests are about.
            try? await serve(Peer(pieces, channel))
            channel.close(promise: nil)
          }
        }
      }
      .bind(host: host, port: 0)
      .get()
    do {
      let result = try await body(server.localAddress?.port ?? 0)
      try await stop(server, connections)
      return result
    } catch {
      try await stop(server, connections)
      throw error
    }
  }

  /// A port of this machine on which nothing listens.
  package static func closedPort() async throws -> Int {
    let channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
      .bind(host: "127.0.0.1", port: 0)
      .get()
    let port = channel.localAddress?.port ?? 0
    try await channel.close()
    return port
  }

  private static func stop(_ server: any Channel, _ connections: Connections) async throws {
    try await server.close()
    await connections.finish()
  }

  /// The PEM file of the one authority that signed the server's certificate.
  package static let certificate = Repository.root.appending(path: "Tests/UpstreamTests/Certificates/certificate.pem")
    .path

  private static func tls() throws -> NIOSSLContext {
    let key = Repository.root.appending(path: "Tests/UpstreamTests/Certificates/key.pem").path
    return try NIOSSLContext(
      configuration: .makeServerConfiguration(
        certificateChain: NIOSSLCertificate.fromPEMFile(certificate).map { .certificate($0) },
        privateKey: .privateKey(try NIOSSLPrivateKey(file: key, format: .pem))
      )
    )
  }
}

/// Something that happens once, and those who wait for it.
package struct Signal: Sendable {
  private let stream: AsyncStream<Void>
  private let continuation: AsyncStream<Void>.Continuation

  package init() { (stream, continuation) = AsyncStream.makeStream() }

  package func fire() { continuation.finish() }

  package func wait() async { for await _ in stream {} }
}
