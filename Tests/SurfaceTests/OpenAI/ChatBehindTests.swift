import ChatCompletions
import Foundation
import Logging
import ModelBackends
import Recording
import TestSupport
import Testing

extension Surfaces {
  /// Chat completions from models on other servers, from recordings, and into them.
  @Suite("Chat completions of others")
  struct ChatBehindTests {
    /// Answers everything with the same bytes, and keeps what it was asked.
    private struct Canned: VerbatimBackend {
      let status: Int
      let contentType: String
      let pieces: [String]
      let asked: @Sendable (RequestTransport) -> Void

      func answer(_ request: RequestTransport) async throws -> VerbatimAnswer {
        asked(request)
        let pieces = pieces
        return VerbatimAnswer(status: status, contentType: contentType) { write in
          for piece in pieces { try await write(Array(piece.utf8)) }
        }
      }
    }

    private func with<Result>(
      _ backend: any ModelBackend,
      _ body: (SurfaceServer) async throws -> Result
    ) async throws -> Result {
      let server = try await SurfaceServer(SurfaceServer.SetUp(outputs: ["print(1)": "1\n"], backend: backend))
      let result = try await body(server)
      try await server.stop()
      return result
    }

    private static func canned(
      _ status: Int,
      _ contentType: String,
      _ pieces: [String],
      asked: @escaping @Sendable (RequestTransport) -> Void = { _ in }
    ) -> Canned {
      Canned(status: status, contentType: contentType, pieces: pieces, asked: asked)
    }

    private static func chunk(_ text: String, _ more: String = "") -> String {
      #"{"candidates": [{"content": {"role": "model", "parts": [{"text": "\#(text)"}]}\#(more), "index": 0}], "modelVersion": "m", "responseId": "r"}"#
    }

    @Test
    func `another server is asked for content, with the key where it looks for it, and its answer is translated`()
      async throws
    {
      let whole = Self.chunk("Hi.", #", "finishReason": "STOP""#)
      let backend = Self.canned(200, "application/json; charset=UTF-8", [whole]) { request in
        #expect(request.path == "/v1beta/models/gemini-2.5-flash:generateContent" && request.query.isEmpty)
        #expect(request.clientPath == SurfaceServer.chat && request.key == "k")
        #expect(
          String(decoding: request.body, as: UTF8.self) == #"{"contents": [{"role": "user","parts": [{"text": "q"}]}]}"#
        )
        let keys = request.headers().filter { ["authorization", "x-goog-api-key"].contains($0.name.lowercased()) }
        #expect(keys.map(\.name) == ["x-goog-api-key"] && keys.map(\.value) == ["k"])
      }
      let answer = try await with(backend) { try await $0.chat("q", headers: ["Authorization": "Bearer k"]) }
      #expect(
        try answer.decoded(ChatReply.self).choices.first?.message?.content == "Hi."
          && answer.text.contains(#""id":"r""#)
      )
    }

    @Test(
      "streams of others, however they are cut and framed",
      arguments: [
        (
          "text/event-stream", ["data: \(chunk("a"))\r\n\r\nda", "ta: \(chunk("b", #", "finishReason": "STOP""#))\n\n"]
        ),
        ("text/event-stream", ["data: \(chunk("a"))\n\n", "data: \(chunk("b", #", "finishReason": "STOP""#))"]),
        ("application/json", ["[\(chunk("a")),", chunk("b", #", "finishReason": "STOP""#) + "]"]),
      ]
    )
    func streams(contentType: String, pieces: [String]) async throws {
      let backend = Self.canned(200, contentType, pieces) { request in
        #expect(request.path.hasSuffix(":streamGenerateContent") && request.query == "alt=sse" && request.isStream)
      }
      let answer = try await with(backend) { try await $0.chat("q", #", "stream": true"#) }
      #expect(answer.headers["content-type"] == "text/event-stream")
      let chunks = try answer.chatChunks()
      #expect(chunks.text == "ab" && chunks.last?.choices.first?.finish_reason == "stop")
    }

    @Test(arguments: [
      #"{"error": {"code": 429, "message": "slow", "status": "RESOURCE_EXHAUSTED"}}"#,
      #"[{"error": {"code": 429, "message": "slow", "status": "RESOURCE_EXHAUSTED"}}]"#,
    ])
    func `errors of others are in one list`(error: String) async throws {
      for stream in [false, true] {
        let backend = Self.canned(429, "application/json", [error])
        let answer = try await with(backend) { try await $0.chat("q", #", "stream": \#(stream)"#) }
        #expect(answer.status == 429)
        #expect(try answer.chatError().message == "slow")
      }
    }

    @Test
    func `an error amid another's stream is the last event`() async throws {
      let error = "{\n  \"error\": {\"code\": 500, \"message\": \"broke\", \"status\": \"INTERNAL\"}\n}\n"
      let backend = Self.canned(200, "text/event-stream", ["data: \(Self.chunk("a"))\r\n\r\n", error])
      let text = try await with(backend) { try await $0.chat("q", #", "stream": true"#).text }
      #expect(
        text.hasSuffix("\n\ndata: {\"error\":{\"code\":500,\"message\":\"broke\",\"status\":\"INTERNAL\"}}\n\n"),
        "\(text)"
      )
    }

    @Test(arguments: ["no JSON", #"{"candidates": 5}"#])
    func `an answer that nobody can read is an error that says so`(body: String) async throws {
      let backend = Self.canned(200, "application/json", [body])
      let error = try await with(backend) { try await $0.chat("q").chatError() }
      #expect(error.code == 500 && error.message.contains("cannot be translated"), "\(error)")
    }

    @Test
    func `a model behind chat completions runs code, and is seen as it is by either surface`() async throws {
      try await ChatSurface.run(mode: .fence) { number, peer in
        let text = number == 1 ? "I run it.\\n```python\\nprint(1)\\n```\\n" : "It is 1."
        try await peer.send(Wire.head + Wire.text(text) + Wire.stop() + Wire.usage(3, 4) + Wire.end)
      } _: { surface in
        let chunks = try await surface.server.chat("q", #", "stream": true, "tools": [{"type": "code_execution"}]"#)
          .chatChunks()
        #expect(chunks.text == "I run it.\n```python\nprint(1)\n```\n```text\n1\n```\nIt is 1.", "\(chunks.text)")
        #expect(chunks.parts.compactMap(\.codeExecutionResult?.output) == ["1\n"])
      }
    }

    @Test
    func `what a chat is answered is recorded as an answer of the Gemini API, and replayed to both`() async throws {
      let folder = FileManager.default.temporaryDirectory.appending(path: "chat-\(UUID().uuidString)").path
      defer { try? FileManager.default.removeItem(atPath: folder) }
      let recorder = try Recorder(directory: folder, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
      try await ByteServer.run { peer in
        while try await peer.wholeRequest() != nil {
          try await peer.send(Wire.head + Wire.text("Recorded.") + Wire.stop() + Wire.usage(3, 4) + Wire.end)
        }
      } _: { port in
        let inner = try ChatSurface.backend(port: port)
        let backend = RecordingBackend(inner, recorder: recorder, limit: 1 << 20, clock: ContinuousClock())
        try await with(backend) { server in
          for stream in [false, true] { _ = try await server.chat("q", #", "stream": \#(stream)"#) }
        }
      }
      try await with(Replay(try Replayer(directory: folder), waitingBy: nil as ContinuousClock?)) { server in
        let whole: ChatReply = try await server.chat("q").decoded()
        #expect(whole.choices.first?.message?.content == "Recorded.")
        #expect(try await server.chat("q", #", "stream": true"#).chatChunks().text == "Recorded.")
        let body = #"{"contents": [{"role": "user", "parts": [{"text": "q"}]}]}"#
        for target in [SurfaceServer.generate, SurfaceServer.stream] {
          #expect(try await server.request("POST", target, body: body).text.contains("Recorded."))
        }
        #expect(try await server.chat("something else").chatError().status == "FAILED_PRECONDITION")
      }
    }
  }
}
