import NIOCore
import NIOPosix
import TestSupport
import Testing

@testable import Upstream

@Suite("An upstream that fails", .timeLimit(.minutes(1)))
struct UpstreamFailureTests {
  private func failing(_ client: UpstreamClient, _ target: String = "/") async -> UpstreamFailure? {
    await #expect(throws: UpstreamFailure.self) { _ = try await client.get(target).collect(upTo: 1 << 20) }
  }

  @Test
  func `is told where nothing listens`() async throws {
    let channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
      .bind(host: "127.0.0.1", port: 0).get()
    let port = try #require(channel.localAddress?.port)
    try await channel.close()
    let failure = await failing(try UpstreamClient(port: port))
    #expect(failure?.kind == .refused)
    #expect(failure?.description.contains("cannot be reached: nothing listens at 127.0.0.1:\(port) (") == true)
  }

  struct Case: Sendable {
    let answer: String
    let kind: UpstreamFailure.Kind
    /// Part of what is said.
    let message: String

    init(_ answer: String, _ kind: UpstreamFailure.Kind, _ message: String) {
      (self.answer, self.kind, self.message) = (answer, kind, message)
    }
  }

  private static let ok = "HTTP/1.1 200 OK\r\n"
  private static let longHeader = "A: " + String(repeating: "a", count: 81 << 10) + "\r\n"
  private static let manyHeaders = String(repeating: "A: a\r\n", count: 300)
  private static let moved =
    "HTTP/1.1 302 Found\r\nLocation: https://u:secret@a.example/b?key=secret\r\nContent-Length: 0\r\n\r\n"

  @Test(arguments: [
    Case("", .closed, "before its answer was whole"),
    Case(ok + "Content-Length: 10\r\n\r\nabc", .closed, "before its answer was whole"),
    Case(ok + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n", .closed, "before its answer was whole"),
    Case("SSH-2.0-OpenSSH_9.2\r\n\r\n", .notHTTP, "does not answer in HTTP"),
    Case(ok + "Transfer-Encoding: chunked\r\n\r\nzz\r\n", .notHTTP, "does not answer in HTTP"),
    Case(ok + longHeader + "\r\n", .notHTTP, "headers"), Case(ok + manyHeaders + "\r\n", .notHTTP, "headers"),
    Case(moved, .redirected, "sends its clients to https://a.example/b?key=REDACTED. Give that address"),
    Case(ok + "Content-Encoding: gzip\r\nContent-Length: 1\r\n\r\n1", .encoded, "(gzip)"),
  ])
  func `is told by what it sends`(row: Case) async throws {
    try await ByteServer.run { peer in
      _ = try await peer.request()
      try await peer.send(row.answer)
    } _: { port in
      let failure = await failing(try UpstreamClient(port: port))
      let text = failure?.description ?? ""
      #expect(failure?.kind == row.kind && text.contains(row.message), "\(text)")
      #expect(!text.contains("secret"))
    }
  }

  @Test
  func `is given up where it is silent, before its answer or in it`() async throws {
    for beginning in ["", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"] {
      try await ByteServer.run { peer in
        _ = try await peer.request()
        try await peer.send(beginning)
        try await peer.waitForEnd()
      } _: { port in
        let limits = UpstreamLimits(connect: .seconds(50), idle: .milliseconds(50))
        let failure = await failing(try UpstreamClient(port: port, limits: limits))
        #expect(failure?.kind == .silent && failure?.description.contains("silent for 0.05 seconds") == true)
      }
    }
  }

  @Test
  func `is trusted by its certificate alone`() async throws {
    try await ByteServer.run(isSecure: true) { peer in
      _ = try await peer.request()
      try await peer.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi")
    } _: { port in
      let stranger = await failing(try UpstreamClient(port: port, scheme: "https"))
      #expect(stranger?.kind == .tls && stranger?.description.contains("nobody this machine trusts") == true)
      let trust = UpstreamTrust.authorities(file: ByteServer.certificate)
      let client = try UpstreamClient(port: port, scheme: "https", trust: trust)
      #expect(try await client.get().collect(upTo: 2) == Array("hi".utf8))
    }
    try await ByteServer.run(host: "127.0.0.2", isSecure: true) { peer in
      try await peer.waitForEnd()
    } _: { port in
      let trust = UpstreamTrust.authorities(file: ByteServer.certificate)
      let renamed = try UpstreamClient(host: "127.0.0.2", port: port, scheme: "https", trust: trust)
      let failure = await failing(renamed)
      #expect(failure?.kind == .tls && failure?.description.contains("for another name") == true)
    }
  }

  @Test
  func `is told where it does not speak TLS`() async throws {
    try await ByteServer.run { peer in
      try await peer.send("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
      try await peer.waitForEnd()
    } _: { port in
      let failure = await failing(try UpstreamClient(port: port, scheme: "https"))
      #expect(failure?.kind == .tls && failure?.description.contains("begins with http://") == true)
    }
    try await ByteServer.run { peer in
      try await peer.waitForEnd()
    } _: { port in
      let limits = UpstreamLimits(connect: .milliseconds(50), idle: .seconds(50))
      let failure = await failing(try UpstreamClient(port: port, scheme: "https", limits: limits))
      #expect(failure?.kind == .connectTimeout && failure?.description.contains("within 0.05 seconds") == true)
    }
  }

  @Test
  func `is not a matter of a client that was shut down`() async throws {
    let asked = Signal()
    try await ByteServer.run { peer in
      _ = try await peer.request()
      asked.fire()
      try await peer.waitForEnd()
    } _: { port in
      let client = try UpstreamClient(port: port)
      async let waiting = failing(client)
      await asked.wait()
      await client.shutDown()
      await client.shutDown()
      #expect(await waiting?.kind == .cancelled)
      #expect(await failing(client)?.kind == .cancelled)
    }
  }
}
