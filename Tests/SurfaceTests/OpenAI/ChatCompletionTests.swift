import Foundation
import TestSupport
import Testing

extension Surfaces.AsDelivered {
  /// The Gemini API for OpenAI's clients, on the built-in script.
  @Suite("Chat completions")
  struct ChatCompletionTests {
    private static let code = #"```python\nprint(6 * 7)\n```"#
    private static let fences = "```python\nprint(6 * 7)\n```\n```text\n42\n```\n"

    @Test
    func `a whole answer`() async throws {
      let answer = try await SurfaceServer.current.chat("hi")
      #expect(answer.headers["content-type"] == "application/json; charset=UTF-8")
      let reply: ChatReply = try answer.decoded()
      #expect(reply.object == "chat.completion" && reply.model == "gemini-2.5-flash" && reply.id.count == 22)
      #expect(reply.created > 1_700_000_000)
      let choice = try #require(reply.choices.first)
      #expect(choice.index == 0 && choice.finish_reason == "stop" && choice.message?.role == "assistant")
      #expect(choice.message?.content?.isEmpty == false && choice.message?.extra_content == nil)
      let usage = try #require(reply.usage)
      #expect(usage.total_tokens == usage.prompt_tokens + usage.completion_tokens && usage.prompt_tokens > 0)
    }

    @Test
    func `a stream says the same, with counts where they are asked for`() async throws {
      let server = try SurfaceServer.current
      let whole: ChatReply = try await server.chat("hi").decoded()
      let answer = try await server.chat("hi", #", "stream": true"#)
      #expect(answer.headers["content-type"] == "text/event-stream")
      let chunks = try answer.chatChunks()
      #expect(chunks.text == whole.choices.first?.message?.content)
      #expect(Set(chunks.map(\.id)).count == 1 && chunks.allSatisfy { $0.object == "chat.completion.chunk" })
      #expect(chunks.allSatisfy { $0.choices.first?.delta?.role == "assistant" && $0.usage == nil })
      #expect(chunks.compactMap { $0.choices.first?.finish_reason } == ["stop"])
      #expect(chunks.last?.choices.first?.finish_reason == "stop")
      let counted = try await server.chat("hi", #", "stream": true, "stream_options": {"include_usage": true}"#)
        .chatChunks()
      #expect(counted.last?.usage == whole.usage)
    }

    @Test
    func `code runs where it is asked for, and stands in the text and beside it`() async throws {
      let server = try SurfaceServer.current
      let without: ChatReply = try await server.chat(Self.code).decoded()
      #expect(without.choices.first?.message?.content?.contains("42") == false)
      let asked = [
        #", "tools": [{"type": "code_execution"}]"#,
        #", "extra_body": {"google": {"tools": [{"code_execution": {}}]}}"#,
      ]
      for tool in asked {
        let whole: ChatReply = try await server.chat(Self.code, tool).decoded()
        let message = try #require(whole.choices.first?.message)
        #expect(message.content?.contains(Self.fences) == true, "\(message)")
        let parts = try #require(message.extra_content?.google.parts)
        #expect(parts.compactMap(\.executableCode?.code) == ["print(6 * 7)\n"], "\(parts)")
        #expect(parts.compactMap(\.codeExecutionResult?.output) == ["42\n"])
        let chunks = try await server.chat(Self.code, tool + #", "stream": true"#).chatChunks()
        #expect(chunks.text == message.content)
        #expect(chunks.parts.compactMap(\.codeExecutionResult?.outcome) == ["OUTCOME_OK"])
        #expect(chunks.count > 2, "each part leaves when it is there")
      }
    }

    @Test
    func `the turn that comes back is the same turn`() async throws {
      let server = try SurfaceServer.current
      let tool = #", "tools": [{"type": "code_execution"}]"#
      let first = try await server.chat(Self.code, tool)
      let whole = try #require(try JSONSerialization.jsonObject(with: Data(first.body)) as? [String: Any])
      let message = try #require((whole["choices"] as? [[String: Any]])?.first?["message"])
      let history: [Any] = [["role": "user", "content": "q"], message, ["role": "user", "content": "hi"]]
      let body: [String: Any] = ["model": "gemini-2.5-flash", "messages": history]
      let json = String(decoding: try JSONSerialization.data(withJSONObject: body), as: UTF8.self)
      let again = try await server.request("POST", SurfaceServer.chat, body: json)
      #expect(again.status == 200, "\(again.text)")
    }

    private static let functions = #"""
      , "tools": [{"type": "function", "function": {"name": "f", "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}}}]
      """#

    @Test
    func `functions are called, and the call is answered`() async throws {
      let server = try SurfaceServer.current
      let more = Self.functions + #", "tool_choice": "required""#
      let reply: ChatReply = try await server.chat("weather", more).decoded()
      let choice = try #require(reply.choices.first)
      let call = try #require(choice.message?.tool_calls?.first)
      #expect(choice.finish_reason == "tool_calls" && call.type == "function" && call.function.name == "f")
      #expect(call.id.count == 8 && call.index == nil && choice.message?.content == nil)
      #expect(call.function.arguments.hasPrefix(#"{"city":"#), "\(call.function.arguments)")

      let chunks = try await server.chat("weather", more + #", "stream": true"#).chatChunks()
      let calls = chunks.flatMap { $0.choices.first?.delta?.tool_calls ?? [] }
      #expect(calls.map(\.index) == [0] && chunks.last?.choices.first?.finish_reason == "tool_calls")

      let history = #"""
        {"model": "gemini-2.5-flash", "messages": [{"role": "user", "content": "weather"},
         {"role": "assistant", "tool_calls": [{"id": "\#(call.id)", "type": "function", "function": {"name": "f", "arguments": "{}"}}]},
         {"role": "tool", "tool_call_id": "\#(call.id)", "content": "sunny"}]\#(Self.functions)}
        """#
      let answer: ChatReply = try await server.request("POST", SurfaceServer.chat, body: history).decoded()
      #expect(answer.choices.first?.finish_reason == "stop" && answer.choices.first?.message?.content?.isEmpty == false)
    }

    @Test
    func `a form of the answer is kept to`() async throws {
      let format = #"""
        , "response_format": {"type": "json_schema", "json_schema": {"name": "a", "schema": {"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]}}}
        """#
      struct Form: Decodable { var n: Int }
      let reply: ChatReply = try await SurfaceServer.current.chat("hi", format).decoded()
      let content = try #require(reply.choices.first?.message?.content)
      _ = try JSONDecoder().decode(Form.self, from: Data(content.utf8))
    }

    @Test
    func `a file of the chat is there for code`() async throws {
      let body = #"""
        {"model": "gemini-2.5-flash", "tools": [{"type": "code_execution"}], "messages": [{"role": "user", "content": [
          {"type": "file", "file": {"filename": "a.csv", "file_data": "YSxiCjEsMgo="}},
          {"type": "text", "text": "```python\nimport os\nprint(os.listdir(), open('input_file_0.csv').read())\n```"}]}]}
        """#
      let reply: ChatReply = try await SurfaceServer.current.request("POST", SurfaceServer.chat, body: body).decoded()
      #expect(reply.choices.first?.message?.content?.contains("input_file_0.csv: a,b\n1,2") == true, "\(reply)")
    }

    @Test(
      "errors come in a list",
      arguments: [
        ("POST", SurfaceServer.chat, "{", 400, "INVALID_ARGUMENT", "Invalid JSON payload received."),
        ("POST", SurfaceServer.chat, "", 400, "INVALID_ARGUMENT", "model: is missing"),
        (
          "POST", SurfaceServer.chat, #"{"seed": 1}"#, 400, "INVALID_ARGUMENT",
          "Unknown name \"seed\": Cannot find field."
        ),
        (
          "POST", SurfaceServer.chat, #"{"model": "gpt-5", "messages": [{"role": "user", "content": "a"}]}"#, 404,
          "NOT_FOUND",
          "models/gpt-5 is not found for API version v1beta"
        ),
        (
          "POST", SurfaceServer.chat,
          #"{"model": "gemini-2.5-flash", "temperature": 9, "messages": [{"role": "user", "content": "a"}]}"#, 400,
          "INVALID_ARGUMENT", "temperature"
        ),
        (
          "POST", SurfaceServer.chat,
          #"{"model": "gemini-2.5-flash", "stream": true, "temperature": 9, "messages": [{"role": "user", "content": "a"}]}"#,
          400, "INVALID_ARGUMENT", "temperature"
        ),
        ("GET", SurfaceServer.chat, "", 404, "NOT_FOUND", "use POST"),
        ("POST", "/v1beta/openai/responses", "{}", 404, "NOT_FOUND", "/v1beta/openai/chat/completions"),
        ("GET", "/v1beta/openai", "", 404, "NOT_FOUND", "/v1beta/openai/chat/completions"),
      ]
    )
    func errors(method: String, path: String, body: String, code: Int, status: String, says: String) async throws {
      let answer = try await SurfaceServer.current.request(method, path, body: body)
      #expect(answer.status == code && answer.headers["content-type"] == "application/json; charset=UTF-8")
      let error = try answer.chatError()
      #expect(error.code == code && error.status == status && error.message.contains(says), "\(error)")
    }
  }
}

extension Surfaces {
  @Suite("Chat completions with API keys", .surface(environment: ["POLLUX_API_KEYS": "right"]))
  struct ChatKeyTests {
    @Test(
      arguments: [
        (["Authorization": "Bearer right"], 200), (["x-goog-api-key": "right"], 200),
        (["Authorization": "Bearer wrong"], 400), ([:], 403),
      ] as [([String: String], Int)]
    )
    func `are asked for as elsewhere, and refused in a list`(headers: [String: String], status: Int) async throws {
      let answer = try await SurfaceServer.current.chat("hi", headers: headers)
      #expect(answer.status == status)
      if status != 200 { #expect(try answer.chatError().code == status) }
    }
  }

  @Suite(
    "Chat completions in time",
    .surface(environment: ["POLLUX_MINIMUM_DEADLINE": "0"], outputs: ["print(1)": .never])
  )
  struct ChatDeadlineTests {
    @Test(arguments: [false, true])
    func `end when their client's time is over`(stream: Bool) async throws {
      let answer = try await SurfaceServer.current.chat(
        #"```python\nprint(1)\n```"#,
        #", "stream": \#(stream), "tools": [{"type": "code_execution"}]"#,
        headers: ["X-Server-Timeout": "2"]
      )
      guard stream else {
        #expect(try answer.chatError().code == 504)
        return
      }
      // The code is out by then, so that the error is the last event, in no list.
      let events = answer.text.components(separatedBy: "\n\n").filter { !$0.isEmpty }
      let last = try #require(events.last?.dropFirst("data: ".count))
      let error = try JSONDecoder().decode(ChatError.self, from: Data(last.utf8)).error
      #expect(error.code == 504 && error.status == "DEADLINE_EXCEEDED" && events.count > 1, "\(answer.text)")
    }
  }
}
