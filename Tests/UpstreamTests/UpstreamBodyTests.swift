import Synchronization
import TestSupport
import Testing

@testable import Upstream

@Suite("The body of an upstream's answer", .timeLimit(.minutes(1)))
struct UpstreamBodyTests {
  private static let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"

  @Test
  func `comes piece by piece, before its end is there`() async throws {
    let read = [Signal(), Signal()]
    try await ByteServer.run { peer in
      _ = try await peer.request()
      try await peer.send(Self.head + "3\r\none\r\n")
      await read[0].wait()
      try await peer.send("3\r\ntwo\r\n")
      await read[1].wait()
      try await peer.send("0\r\n\r\n")
    } _: { port in
      let answer = try await UpstreamClient(port: port).get()
      #expect(answer.status == 200 && answer.contentType == "text/event-stream")
      var pieces = answer.body.makeAsyncIterator()
      #expect(try await pieces.next() == Array("one".utf8))
      read[0].fire()
      #expect(try await pieces.next() == Array("two".utf8))
      read[1].fire()
      #expect(try await pieces.next() == nil)
    }
  }

  @Test
  func `stops the server where its reader stops, and goes on with it`() async throws {
    let (whole, step) = (64 << 20, 1 << 16)
    let sent = Mutex(0)
    try await ByteServer.run { peer in
      _ = try await peer.request()
      try await peer.send("HTTP/1.1 200 OK\r\nContent-Length: \(whole)\r\n\r\n")
      let block = String(repeating: "x", count: step)
      for _ in 0..<(whole / step) {
        try await peer.send(block)
        sent.withLock { $0 += step }
      }
      try await peer.waitForEnd()
    } _: { port in
      var pieces = try await UpstreamClient(port: port).get().body.makeAsyncIterator()
      var received = try #require(try await pieces.next()).count
      // Until the server rests: what is between both, the buffers of two sockets, is full.
      var last = -1
      while case let now = sent.withLock({ $0 }), now != last {
        last = now
        try await Task.sleep(for: .milliseconds(100))
      }
      #expect(last < whole / 2, "the server sent \(last) bytes to a reader of \(received)")
      while let piece = try await pieces.next() {
        #expect(piece.count <= 1 << 20)
        received += piece.count
      }
      #expect(received == whole)
    }
  }

  @Test
  func `closes the connection where the reader is cancelled`() async throws {
    let (started, closed) = (Signal(), Signal())
    try await ByteServer.run { peer in
      _ = try await peer.request()
      try await peer.send(Self.head + "3\r\none\r\n")
      try await peer.waitForEnd()
      closed.fire()
    } _: { port in
      let client = try UpstreamClient(port: port)
      let reader = Task {
        for try await _ in try await client.get().body { started.fire() }
      }
      await started.wait()
      reader.cancel()
      await closed.wait()
      let failure = await #expect(throws: UpstreamFailure.self) { try await reader.value }
      #expect(failure?.kind == .cancelled)
    }
  }

  @Test
  func `closes the connection where nobody reads it`() async throws {
    let closed = Signal()
    try await ByteServer.run { peer in
      _ = try await peer.request()
      try await peer.send(Self.head + "3\r\none\r\n")
      try await peer.waitForEnd()
      closed.fire()
    } _: { port in
      let client = try UpstreamClient(port: port)
      #expect(try await client.get().status == 200)
      await closed.wait()
    }
  }

  @Test
  func `outlives the one that asked for it`() async throws {
    let read = Signal()
    try await ByteServer.run { peer in
      _ = try await peer.request()
      try await peer.send("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\none")
      await read.wait()
      try await peer.send("two")
    } _: { port in
      let answer = try await UpstreamClient(port: port).get()
      read.fire()
      #expect(try await answer.collect(upTo: 6) == Array("onetwo".utf8))
    }
  }

  @Test(arguments: [
    "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nonetwo",
    head + "3\r\none\r\n3\r\ntwo\r\n0\r\n\r\n",
    "HTTP/1.0 200 OK\r\n\r\nonetwo",
  ])
  func `is held up to a limit and no further`(answer: String) async throws {
    try await ByteServer.run { peer in
      _ = try await peer.request()
      try await peer.send(answer)
    } _: { port in
      // A client each: the server closes a connection behind its answer, and must not do so under the second request.
      let (first, second) = (try UpstreamClient(port: port), try UpstreamClient(port: port))
      #expect(try await first.get().collect(upTo: 6) == Array("onetwo".utf8))
      let failure = await #expect(throws: UpstreamFailure.self) { try await second.get().collect(upTo: 5) }
      #expect(failure == .tooLarge(limit: 5))
      #expect(failure?.description == "The upstream's answer is larger than 5 bytes.")
    }
  }

  @Test
  func `is read of many connections at once`() async throws {
    let count = 40
    let begun = Mutex(0)
    try await ByteServer.run { peer in
      _ = try await peer.request()
      // No answer ends before all requests are there.
      begun.withLock { $0 += 1 }
      try await peer.send(Self.head)
      while begun.withLock({ $0 }) < count { try await Task.sleep(for: .milliseconds(2)) }
      try await peer.send("3\r\none\r\n0\r\n\r\n")
    } _: { port in
      let client = try UpstreamClient(port: port)
      let bodies = try await withThrowingTaskGroup(of: [UInt8].self) { tasks in
        for _ in 0..<count { tasks.addTask { try await client.get().collect(upTo: 100) } }
        return try await tasks.reduce(into: []) { $0.append($1) }
      }
      #expect(bodies == Array(repeating: Array("one".utf8), count: count))
    }
  }
}
