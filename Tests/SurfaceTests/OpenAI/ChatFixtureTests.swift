import Foundation
import TestSupport
import Testing

extension Surfaces {
  /// What fixtures, faults, the journal and metrics make of requests for chat completions.
  @Suite("Chat completions by fixtures", .surface(fixtures: "Fixtures/v1"))
  struct ChatFixtureTests {
    private func text(_ prompt: String, _ more: String = "", headers: [String: String] = [:]) async throws -> String? {
      let reply: ChatReply = try await SurfaceServer.current.chat(prompt, more, headers: headers).decoded()
      return reply.choices.first?.message?.content
    }

    @Test
    func `fixtures match what is asked, as in requests for content`() async throws {
      #expect(try await text("crit", headers: ["X-Test": "a1"]) == "header")
      #expect(try await text("crit", #", "temperature": 0.25"#) == "body")
      #expect(try await text("either this way") == "got either this")
      #expect(try await text("which api") == "chat completions")
    }

    @Test
    func `calls count in namespaces`() async throws {
      let server = try SurfaceServer.current
      for (path, expected) in [("/t/a", "first"), ("/t/a", "second"), ("/t/b", "first")] {
        let reply: ChatReply = try await server.chat("nth", path: path + SurfaceServer.chat).decoded()
        #expect(reply.choices.first?.message?.content == expected)
      }
    }

    @Test
    func `images and files are in the text`() async throws {
      let picture = try #require(try await text("picture"))
      #expect(picture.hasPrefix("![figure](data:image/png;base64,") && picture.hasSuffix(")\nHere."), "\(picture)")
    }

    @Test(
      "reasons",
      arguments: [
        ("rude", "content_filter: SAFETY"), ("essay", "length"), ("bomb", "content_filter: PROHIBITED_CONTENT"),
        ("malformed", "function_call_filter: MALFORMED_FUNCTION_CALL"),
      ]
    )
    func reasons(prompt: String, reason: String) async throws {
      let server = try SurfaceServer.current
      let whole: ChatReply = try await server.chat(prompt).decoded()
      #expect(whole.choices.map(\.finish_reason) == [reason])
      let chunks = try await server.chat(prompt, #", "stream": true"#).chatChunks()
      #expect(chunks.compactMap { $0.choices.first?.finish_reason } == [reason])
    }

    @Test
    func `errors of a script come in a list, amid a stream as its last event`() async throws {
      let server = try SurfaceServer.current
      #expect(try await server.chat("late error").chatError().status == "INTERNAL")
      let busy = try await server.chat("busy", #", "stream": true"#)
      #expect(busy.status == 429)
      #expect(try busy.chatError().status == "RESOURCE_EXHAUSTED" && busy.text.contains("RetryInfo"))
      let late = try await server.chat("late error", #", "stream": true"#).text
      #expect(late.contains("So far") && late.contains("\n\ndata: {\"error\":{\"code\":500,"), "\(late)")
      #expect(!late.contains("[DONE]"))
      #expect(try await server.chat("nobody knows").chatError().message.contains("No fixture matches"))
    }

    /// Everything a client reads until the connection ends; nil where it was reset.
    private func bytes(of fault: String) async throws -> (text: String, isReset: Bool) {
      let port = try SurfaceServer.current.port
      return try await onOwnThread {
        let connection = try HTTPConnection(port: port)
        try connection.send(
          method: "POST",
          target: SurfaceServer.chat,
          headers: ["Connection": "close"],
          body:
            #"{"model": "gemini-2.5-flash", "stream": true, "messages": [{"role": "user", "content": "fault \#(fault)"}]}"#
        )
        return try connection.readToEndOrReset()
      }
    }

    @Test
    func `faults break the stream as elsewhere`() async throws {
      let truncated = try await bytes(of: "truncate").text
      #expect(truncated.hasSuffix("0\r\n\r\n") && truncated.contains("one ") && !truncated.contains("[DONE]"))
      let broken = try await bytes(of: "disconnect").text
      #expect(!broken.hasSuffix("0\r\n\r\n") && broken.contains("one "))
      #expect(try await bytes(of: "bad_utf8").text.contains("{\u{FFFD}"))
      #expect(try await bytes(of: "duplicate").text.components(separatedBy: "two ").count == 3)
      #expect(try await bytes(of: "empty").text.contains("data: {}\r\n\r\n"))
      #expect(try await bytes(of: "stall").text.contains("[DONE]"))
    }

    @Test
    func `the journal and metrics know them`() async throws {
      struct Entry: Decodable {
        struct Result: Decodable { var outcome: String }
        var target: String
        var fixture: String?
        var codeResults: [Result]
      }
      struct List: Decodable { var requests: [Entry] }
      let server = try SurfaceServer.current
      for stream in [false, true] {
        _ = try await server.chat("canned", #", "stream": \#(stream), "tools": [{"type": "code_execution"}]"#)
      }
      let list: List = try await server.request("GET", "/_pollux/requests").decoded()
      #expect(list.requests.map(\.target) == [SurfaceServer.chat, SurfaceServer.chat])
      #expect(
        list.requests.allSatisfy { $0.fixture == "canned" && $0.codeResults.map(\.outcome) == ["OUTCOME_FAILED"] }
      )
      let metrics = try await server.request("GET", "/metrics").text
      #expect(metrics.contains(#"pollux_http_requests_total{route="chat_completions",status="200"} 2"#))
    }
  }
}
