import Foundation
import NIOCore
import NIOPosix
import NIOSSL
import Synchronization
import TestSupport

@testable import Upstream

/// A server in this process that speaks bytes, so that it can break every rule of HTTP.
struct ByteServer {
  /// One connection of a client.
  final class Peer {
    private var inbound: AsyncStream<ByteBuffer>.AsyncIterator
    private let channel: any Channel

    fileprivate init(_ inbound: AsyncStream<ByteBuffer>, _ channel: any Channel) {
      (self.inbound, self.channel) = (inbound.makeAsyncIterator(), channel)
    }

    /// Reads as far as the blank line behind the head, and whatever came with it.
    func request() async throws -> String {
      var text = ""
      while !text.contains("\r\n\r\n"), let piece = await inbound.next(isolation: #isolation) {
        text += String(buffer: piece)
      }
      return text
    }

    func send(_ text: String) async throws { try await channel.writeAndFlush(ByteBuffer(string: text)) }

    /// Waits for the client to close the connection.
    func waitForEnd() async throws {
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
  static func run<Result: Sendable>(
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

  private static func stop(_ server: any Channel, _ connections: Connections) async throws {
    try await server.close()
    await connections.finish()
  }

  /// The PEM file of the one authority that signed the server's certificate.
  static let certificate = Repository.root.appending(path: "Tests/UpstreamTests/Certificates/certificate.pem").path

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

extension UpstreamClient {
  /// A client of a server on this machine.
  convenience init(
    host: String = "127.0.0.1",
    port: Int,
    scheme: String = "http",
    path: String = "",
    key: String? = nil,
    limits: UpstreamLimits = UpstreamLimits(connect: .seconds(50), idle: .seconds(50)),
    proxy: UpstreamProxy? = nil,
    trust: UpstreamTrust = .system
  ) throws {
    self.init(
      try UpstreamAddress("\(scheme)://\(host):\(port)\(path)"),
      key: key,
      limits: limits,
      proxy: proxy,
      trust: trust
    )
  }

  func get(_ target: String = "/") async throws(UpstreamFailure) -> UpstreamAnswer {
    try await send(method: "GET", target: target, headers: [], body: [])
  }
}

/// Something that happens once, and those who wait for it.
struct Signal: Sendable {
  private let stream: AsyncStream<Void>
  private let continuation: AsyncStream<Void>.Continuation

  init() { (stream, continuation) = AsyncStream.makeStream() }

  func fire() { continuation.finish() }

  func wait() async { for await _ in stream {} }
}
