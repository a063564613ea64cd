import Foundation
import NIOCore
import NIOPosix
import NIOSSL
import TestSupport

@testable import Upstream

/// A server in this process that speaks bytes, so that it can break every rule of HTTP.
struct ByteServer {
  /// One connection of a client.
  final class Peer {
    private var inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
    private let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>

    fileprivate init(
      _ inbound: NIOAsyncChannelInboundStream<ByteBuffer>,
      _ outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    ) {
      (self.inbound, self.outbound) = (inbound.makeAsyncIterator(), outbound)
    }

    /// Reads as far as the blank line behind the head, and whatever came with it.
    func request() async throws -> String {
      var text = ""
      while !text.contains("\r\n\r\n"), let piece = try await inbound.next(isolation: #isolation) {
        text += String(buffer: piece)
      }
      return text
    }

    func send(_ text: String) async throws { try await outbound.write(ByteBuffer(string: text)) }

    /// Waits for the client to close the connection.
    func waitForEnd() async throws {
      while try await inbound.next(isolation: #isolation) != nil {}
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
    let server = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
      .bind(host: host, port: 0) { channel in
        channel.eventLoop.makeCompletedFuture {
          if let context { try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context)) }
          return try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
        }
      }
    let port = server.channel.localAddress?.port ?? 0
    return try await withThrowingTaskGroup(of: Void.self) { tasks in
      tasks.addTask {
        try await server.executeThenClose { connections in
          try await withThrowingDiscardingTaskGroup { group in
            for try await connection in connections {
              group.addTask {
                // A client that goes away is what many tests are about.
                try? await connection.executeThenClose { try await serve(Peer($0, $1)) }
              }
            }
          }
        }
      }
      let result = try await body(port)
      tasks.cancelAll()
      return result
    }
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
