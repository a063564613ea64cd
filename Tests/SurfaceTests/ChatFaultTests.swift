import ChatCompletions
import GeminiAPI
import TestSupport
import Testing

/// One way in which an upstream fails.
struct ChatFault: Sendable, CustomTestStringConvertible {
  let name: String
  /// What the upstream sends, request by request; the last one again and again.
  let answers: [String]
  /// The HTTP status at the client.
  let status: Int
  /// Part of the answer.
  let text: String
  /// How often the upstream is asked.
  var tries = 1

  var testDescription: String { name }
}

extension Surfaces {
  /// The faults of an upstream: each is a right answer, or one clear error in the API's form.
  @Suite("An upstream with chat completions that fails")
  struct ChatFaultTests {
    private static let good = Wire.head + Wire.text("Fine.") + Wire.stop() + Wire.end
    private static let busy = Wire.whole("429 Too Many Requests", #"{"error":{"message":"slow down"}}"#)
    private static func json(_ text: String) -> String { Wire.whole("200 OK", text) }

    private static let rows: [ChatFault] = [
      ChatFault(name: "429 once", answers: [busy, good], status: 200, text: "Fine.", tries: 2),
      ChatFault(name: "429", answers: [busy], status: 429, text: "refused with 429: slow down", tries: 3),
      ChatFault(
        name: "429 with a short Retry-After",
        answers: [Wire.whole("429 Busy", "{}", "Retry-After: 1\r\n"), good],
        status: 200,
        text: "Fine.",
        tries: 2
      ),
      ChatFault(
        name: "429 with a long Retry-After",
        answers: [Wire.whole("429 Busy", "{}", "Retry-After: 77\r\n")],
        status: 429,
        text: #""retryDelay": "77s""#
      ),
      ChatFault(
        name: "500",
        answers: [Wire.whole("500 Oh", #"{"error":"boom"}"#)],
        status: 500,
        text: "with 500: boom"
      ),
      ChatFault(name: "503 once", answers: [Wire.whole("503 No", "{}"), good], status: 200, text: "Fine.", tries: 2),
      ChatFault(name: "503", answers: [Wire.whole("503 No", "{}")], status: 503, text: "refused with 503", tries: 3),
      ChatFault(
        name: "HTML",
        answers: [Wire.whole("500 Oh", "<html>nginx</html>", type: "text/html")],
        status: 503,
        text: "UPSTREAM_WEB_PAGE"
      ),
      ChatFault(
        name: "broken JSON",
        answers: [Wire.head + Wire.event("{\"choices\":") + Wire.end],
        status: 500,
        text: "is not JSON"
      ),
      ChatFault(
        name: "wrong content type",
        answers: [Wire.whole("200 OK", "Hello", type: "text/plain")],
        status: 500,
        text: "not a chat completion"
      ),
      ChatFault(
        name: "a stream that is called JSON",
        answers: [json("data: {\"choices\":[{\"delta\":{\"content\":\"Fine.\"}}]}\n\ndata: [DONE]\n\n")],
        status: 200,
        text: "Fine."
      ),
      ChatFault(
        name: "no stream",
        answers: [json(#"{"choices":[{"message":{"content":"Fine."},"finish_reason":"stop"}]}"#)],
        status: 200,
        text: "Fine."
      ),
      ChatFault(
        name: "cut before its first word",
        answers: [Wire.head + "0\r\n\r\n", good],
        status: 200,
        text: "Fine.",
        tries: 2
      ),
      ChatFault(
        name: "cut amid its words",
        answers: [Wire.head + Wire.text("Fi") + "0\r\n\r\n"],
        status: 503,
        text: "before it was whole"
      ),
      ChatFault(
        name: "an error amid its words",
        answers: [Wire.head + Wire.text("Fi") + Wire.event(#"{"error":{"message":"out of memory","code":500}}"#)],
        status: 500,
        text: "out of memory"
      ),
      ChatFault(
        name: "redirect",
        answers: ["HTTP/1.1 307 Moved\r\nLocation: http://b.example/\r\nContent-Length: 0\r\n\r\n"],
        status: 503,
        text: "http://b.example/"
      ),
      ChatFault(
        name: "finish without an end",
        answers: [Wire.head + Wire.text("Fine.") + Wire.stop() + "0\r\n\r\n"],
        status: 200,
        text: "Fine."
      ),
    ]

    @Test("answers or tells one error", arguments: rows)
    func answered(fault: ChatFault) async throws {
      try await ChatSurface.run { number, peer in
        try await peer.send(fault.answers[min(number, fault.answers.count) - 1])
      } _: { surface in
        let answer = try await surface.server.request(body: ChatSurface.body())
        #expect(answer.status == fault.status && answer.text.contains(fault.text), "\(answer.text)")
        if fault.status != 200 {
          #expect(answer.text.ranges(of: #""error""#).count == 1 && answer.text.contains(#""domain": "pollux""#))
        }
        #expect(surface.asked.count == fault.tries)
        // Of a stream that has begun, the error is its last event.
        let stream = try await surface.server.request("POST", SurfaceServer.stream, body: ChatSurface.body())
        #expect(stream.text.contains(fault.text) || fault.tries > 1, "\(stream.text)")
      }
    }

    @Test("is given up where it is silent")
    func silent() async throws {
      try await ChatSurface.run(idle: .seconds(2)) { _, peer in
        try await peer.send(Wire.head + Wire.text("Fi"))
        try await peer.waitForEnd()
      } _: { surface in
        let answer = try await surface.server.request(body: ChatSurface.body())
        #expect(answer.status == 503 && answer.text.contains("silent for 2.0 seconds"), "\(answer.text)")
      }
    }

    @Test("is told where nothing listens, after all tries")
    func refused() async throws {
      let port = try await ByteServer.closedPort()
      let backend = try ChatSurface.backend(port: port)
      let server = try await SurfaceServer(SurfaceServer.SetUp(backend: backend))
      let answer = try await server.request(body: ChatSurface.body())
      #expect(answer.status == 503 && answer.text.contains("nothing listens at 127.0.0.1:\(port)"), "\(answer.text)")
      try await server.stop()
    }

    @Test("is told where its certificate is nobody's")
    func untrusted() async throws {
      try await ByteServer.run(isSecure: true) { peer in
        _ = try await peer.wholeRequest()
      } _: { port in
        let backend = try ChatSurface.backend(port: port, scheme: "https")
        let server = try await SurfaceServer(SurfaceServer.SetUp(backend: backend))
        let answer = try await server.request(body: ChatSurface.body())
        #expect(answer.status == 503 && answer.text.contains("by TLS"), "\(answer.text)")
        try await server.stop()
      }
    }
  }
}
