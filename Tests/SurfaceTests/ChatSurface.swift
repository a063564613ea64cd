import ChatCompletions
import GeminiAPI
import ModelBackends
import Synchronization
import TestSupport
import Upstream

/// A server with chat completions in the test's hands, and the service before it.
struct ChatSurface {
  let server: SurfaceServer
  private let requests: Requests

  /// What the upstream was asked, body by body.
  final class Requests: Sendable {
    private let all = Mutex<[String]>([])
    func add(_ body: String) -> Int {
      all.withLock {
        $0.append(body); return $0.count
      }
    }
    var bodies: [String] { all.withLock { $0 } }
  }

  var asked: [String] { requests.bodies }

  /// Runs a service with an upstream behind it.
  ///
  /// - Parameters:
  ///   - mode: How the model is brought to run code.
  ///   - outputs: What blocks print.
  ///   - idle: How long the upstream may be silent.
  ///   - answer: Answers the upstream's request of a number, from 1; the connection stays open behind it.
  ///   - body: The test.
  /// - Throws: What the test throws, or why a server does not start.
  static func run(
    mode: ChatMode = .auto,
    outputs: [String: WrittenExecutor.Output] = ["print(1)": "1\n"],
    idle: Duration = .seconds(50),
    answer: @escaping @Sendable (_ number: Int, ByteServer.Peer) async throws -> Void,
    _ body: (ChatSurface) async throws -> Void
  ) async throws {
    let requests = Requests()
    try await ByteServer.run { peer in
      while let (_, body) = try await peer.wholeRequest() { try await answer(requests.add(body), peer) }
    } _: { port in
      let server = try await SurfaceServer(
        SurfaceServer.SetUp(outputs: outputs, backend: try backend(port: port, mode, idle: idle))
      )
      try await body(ChatSurface(server: server, requests: requests))
      try await server.stop()
    }
  }

  /// A backend that asks a server; it waits no time between two tries.
  static func backend(
    port: Int,
    scheme: String = "http",
    _ mode: ChatMode = .auto,
    idle: Duration = .seconds(50)
  ) throws -> ChatBackend {
    let limits = UpstreamLimits(connect: .seconds(50), idle: idle)
    let client = try UpstreamClient(port: port, scheme: scheme, path: "/v1", limits: limits)
    let transport = UpstreamCompletions(
      client: client,
      key: nil,
      clock: HastyClock(),
      now: { Timestamp(microseconds: 0) },
      random: { 0 }
    )
    return ChatBackend(
      transport: transport,
      upstream: ChatUpstream(mode: mode),
      modes: UpstreamModes(),
      clock: ContinuousClock()
    )
  }

  /// A request with the tool.
  static func body(_ more: String = "") -> String {
    #"{"contents": [{"role": "user", "parts": [{"text": "How much?"}]}], "tools": [{"codeExecution": {}}]\#(more)}"#
  }

  func connect() throws -> HTTPConnection {
    let connection = try HTTPConnection(port: server.port)
    try connection.send(
      method: "POST",
      target: SurfaceServer.stream,
      headers: ["Content-Type": "application/json"],
      body: Self.body()
    )
    return connection
  }
}

/// Waits for nothing.
private struct HastyClock: Clock {
  var now: ContinuousClock.Instant { ContinuousClock.now }
  var minimumResolution: Duration { .zero }
  func sleep(until deadline: ContinuousClock.Instant, tolerance: Duration?) async throws {
    try Task.checkCancellation()
  }
}

/// What an upstream writes.
enum Wire {
  static let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
  static let end = event("[DONE]") + "0\r\n\r\n"

  static func event(_ data: String) -> String {
    let text = "data: \(data)\n\n"
    return String(text.utf8.count, radix: 16) + "\r\n\(text)\r\n"
  }

  static func delta(_ delta: String, finish: String? = nil) -> String {
    event(#"{"choices":[{"delta":\#(delta),"finish_reason":\#(finish.map { "\"\($0)\"" } ?? "null")}]}"#)
  }

  /// `text` stands in JSON already.
  static func text(_ text: String) -> String { delta(#"{"content":"\#(text)"}"#) }

  static func stop(_ reason: String = "stop") -> String { delta("{}", finish: reason) }

  static func usage(_ prompt: Int, _ completion: Int) -> String {
    event(#"{"choices":[],"usage":{"prompt_tokens":\#(prompt),"completion_tokens":\#(completion)}}"#)
  }

  static func whole(_ status: String, _ body: String, type: String = "application/json", _ headers: String = "")
    -> String
  {
    "HTTP/1.1 \(status)\r\nContent-Type: \(type)\r\n\(headers)Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
  }
}
