import GeminiAPI
import Synchronization
import TestSupport
import Testing
import Upstream

@testable import ChatCompletions

/// A clock whose waits are over at once, and are written down.
private final class WrittenClock: Clock {
  let waits = Mutex<[Duration]>([])

  var now: ContinuousClock.Instant { ContinuousClock.now }
  var minimumResolution: Duration { .zero }

  func sleep(until deadline: ContinuousClock.Instant, tolerance: Duration?) async throws {
    waits.withLock { $0.append(ContinuousClock.now.duration(to: deadline)) }
    try Task.checkCancellation()
  }

  /// In quarters of a second, rounded.
  var quarters: [Int] { waits.withLock { $0.map { Int(($0 / .milliseconds(250)).rounded()) } } }
}

@Suite("Completions of a real server", .timeLimit(.minutes(1)))
struct UpstreamCompletionsTests {
  private static func answer(
    _ status: String,
    _ body: String,
    _ headers: String = "",
    type: String = "application/json"
  )
    -> String
  {
    "HTTP/1.1 \(status)\r\nContent-Type: \(type)\r\n\(headers)Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
  }

  private static let whole = answer(
    "200 OK",
    "data: {\"choices\":[{\"delta\":{\"content\":\"Hi\"},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n",
    type: "text/event-stream"
  )
  /// Behind it nothing comes, and the connection stays.
  private static let silence = "(silence)"
  private static let begun: String = {
    let event = "data: {\"choices\":[{\"delta\":{\"content\":\"Once\"}}]}\n\n"
    let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
    return head + String(event.utf8.count, radix: 16) + "\r\n\(event)\r\n"
  }()
  private static let busy = answer("503 Service Unavailable", #"{"error":{"message":"loading"}}"#)

  /// Asks a server whose answers are written down, one a connection or request; empty closes the connection.
  private func asked(
    _ answers: [String],
    key: String? = nil,
    idle: Duration = .seconds(50),
    _ body: (any CompletionTransport, WrittenClock, _ heads: () -> [String]) async throws -> Void
  ) async throws {
    let left = Mutex(answers[...])
    let heads = Mutex<[String]>([])
    try await ByteServer.run { peer in
      while let (head, _) = try await peer.wholeRequest() {
        heads.withLock { $0.append(head) }
        guard let answer = left.withLock({ $0.popFirst() }), !answer.isEmpty else { return }
        let isOpen = answer.hasSuffix(Self.silence)
        try await peer.send(isOpen ? String(answer.dropLast(Self.silence.count)) : answer)
        if isOpen { return try await peer.waitForEnd() }
      }
    } _: { port in
      let clock = WrittenClock()
      let limits = UpstreamLimits(connect: .seconds(50), idle: idle)
      let client = try UpstreamClient(port: port, path: "/v1", limits: limits)
      let transport = UpstreamCompletions(
        client: client,
        key: key,
        clock: clock,
        now: { Timestamp(microseconds: 784_111_777_000_000) },
        random: { 1 }
      )
      try await body(transport, clock) { heads.withLock { $0 } }
    }
  }

  private func events(_ transport: any CompletionTransport) async throws -> [CompletionEvent] {
    let stream = try await transport.complete(Array("{}".utf8))
    var events: [CompletionEvent] = []
    while let event = try await stream.next() { events.append(event) }
    return events
  }

  @Test
  func `are asked for below the address, with the key of the server`() async throws {
    try await asked([Self.whole], key: "theirs") { transport, clock, heads in
      let events = try await events(transport)
      #expect(events == [.content("Hi"), .finish("stop")])
      let head = heads().first ?? ""
      #expect(head.hasPrefix("POST /v1/chat/completions HTTP/1.1") && head.contains("Authorization: Bearer theirs"))
      #expect(clock.quarters.isEmpty)
    }
  }

  @Test(arguments: [
    ([Self.busy, Self.whole], [2]), (["", Self.whole], [2]),
    ([Self.answer("429 Too Many Requests", "{}", "Retry-After: 3\r\n"), Self.whole], [13]),
    (
      [
        Self.answer("429 Too Many Requests", "{}", "Retry-After: Sun, 06 Nov 1994 08:49:39 GMT\r\n"), Self.busy,
        Self.whole,
      ], [9, 4]
    ),
    ([Self.answer("200 OK", "data: {\"error\":{\"message\":\"x\",\"code\":503}}\n\n"), Self.whole], [2]),
  ])
  func `are asked for again where that may help`(answers: [String], quarters: [Int]) async throws {
    try await asked(answers) { transport, clock, heads in
      let events = try await events(transport)
      #expect(events == [.content("Hi"), .finish("stop")])
      #expect(clock.quarters == quarters && heads().count == answers.count)
    }
  }

  @Test(arguments: [
    ([Self.busy, Self.busy, Self.busy], 3, Status.Code.unavailable, "refused with 503: loading"),
    ([Self.answer("500 Oh", #"{"error":"boom"}"#)], 1, .internal, "refused with 500: boom"),
    ([Self.answer("400 Bad Request", #"{"detail":"what"}"#)], 1, .invalidArgument, "refused with 400: what"),
    ([Self.answer("404 Not Found", "no such page", type: "text/plain")], 1, .notFound, "404: no such page"),
    ([Self.answer("429 Too Many Requests", "{}", "Retry-After: 60\r\n")], 1, .resourceExhausted, "refused with 429"),
    ([Self.answer("500 Oh", "<html>boom</html>", type: "text/html")], 1, .unavailable, "500 and a web page"),
    (
      [Self.answer("200 OK", "<html>hi</html>", type: "text/html; charset=utf-8")], 1, .unavailable,
      "200 and a web page"
    ),
    ([Self.answer("200 OK", #"{"hello":1}"#)], 1, .internal, "not a chat completion"),
    (
      ["HTTP/1.1 302 Found\r\nLocation: http://a.example/\r\nContent-Length: 0\r\n\r\n"], 1, .unavailable,
      "http://a.example/"
    ),
  ])
  func `that cannot be had are one error in the API's form`(
    answers: [String],
    tries: Int,
    code: Status.Code,
    message: String
  ) async throws {
    try await asked(answers) { transport, _, heads in
      let fault = await #expect(throws: CompletionFault.self) { _ = try await events(transport) }
      let status = try #require(fault?.status)
      #expect(status.code == code && status.message.contains(message) && heads().count == tries, "\(status.message)")
      #expect(status.details.first?["domain"]?.text == "pollux")
      let retry = status.details.first { $0["@type"]?.text?.hasSuffix("RetryInfo") == true }
      #expect(retry?["retryDelay"]?.text == (answers[0].contains("Retry-After: 60") ? "60s" : nil))
    }
  }

  @Test
  func `that fall silent, or break off, are not asked for again once they have begun`() async throws {
    // Silence is waited for, and on a busy machine the first piece is late too.
    for (answer, message, idle) in [
      (Self.begun + Self.silence, "silent", 10), (Self.begun + "0\r\n\r\n", "before it was whole", 50),
    ] {
      try await asked([answer], idle: .seconds(idle)) { transport, _, heads in
        let stream = try await transport.complete([])
        #expect(try await stream.next() == .content("Once"))
        let fault = await #expect(throws: CompletionFault.self) { _ = try await stream.next() }
        #expect(fault?.status.message.contains(message) == true, "\(fault?.status.message ?? "")")
        #expect(heads().count == 1)
      }
    }
  }

  @Test
  func `end at the server when they are released, and when their reader is cancelled`() async throws {
    for isCancelled in [false, true] {
      let (closed, read) = (Signal(), Signal())
      try await ByteServer.run { peer in
        _ = try await peer.wholeRequest()
        try await peer.send(Self.begun)
        try await peer.waitForEnd()
        closed.fire()
      } _: { port in
        let client = try UpstreamClient(port: port, path: "/v1")
        let transport = UpstreamCompletions(
          client: client,
          key: nil,
          clock: ContinuousClock(),
          now: { Timestamp(microseconds: 0) },
          random: { 0 }
        )
        let reader = Task {
          let stream = try await transport.complete([])
          _ = try await stream.next()
          read.fire()
          if isCancelled { _ = try await stream.next() }
        }
        await read.wait()
        if isCancelled { reader.cancel() }
        await closed.wait()
        if isCancelled { await #expect(throws: CancellationError.self) { try await reader.value } }
      }
    }
  }

  @Test
  func `come from models that the server lists`() async throws {
    let list = #"{"object":"list","data":[{"id":"qwen"},{"id":"llama"}]}"#
    try await asked([Self.busy, Self.answer("200 OK", list)]) { transport, _, heads in
      let models = try await transport.models()
      #expect(models == ["qwen", "llama"])
      #expect(heads().last?.hasPrefix("GET /v1/models") == true)
    }
    try await asked([Self.answer("200 OK", "[]")]) { transport, _, _ in
      _ = await #expect(throws: CompletionFault.self) { try await transport.models() }
    }
  }
}
