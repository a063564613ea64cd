import Executions
import GeminiAPI
import ModelBackends
import Testing

@testable import ChatCompletions

@Suite("A conversation as messages")
struct ChatMessagesTests {
  private static let png = Blob(mimeType: "image/png", data: [0x89, 0x50])

  /// What the server is asked with.
  private func asked(_ upstream: ChatUpstream, _ conversation: Conversation) async throws -> JSONValue {
    let server = ScriptedServer([.text("Hi")])
    _ = try await Session.play(server, upstream, conversation)
    return server.asked[at: 0]
  }

  private static let history = Conversation.asking {
    $0.request.contents = [
      Content(role: "user", parts: [.text("Draw.")]),
      Content(
        role: "model",
        parts: [
          .text("First."), .executableCode(ExecutableCode(code: "draw()")),
          .codeExecutionResult(CodeExecutionResult(outcome: .ok, output: "done\n")), .inlineData(png),
          .executableCode(ExecutableCode(code: "1/0")),
          .codeExecutionResult(CodeExecutionResult(outcome: .ok, output: "a")),
          .codeExecutionResult(CodeExecutionResult(outcome: .failed, output: "b")), .text("Sorry."),
          Part(data: .text("a thought"), thought: true),
        ]
      ), Content(role: "user", parts: [.text("Again."), .text("Please.")]),
    ]
  }

  @Test
  func `has earlier code as calls where calls are asked for`() async throws {
    let messages = try await asked(ChatUpstream(mode: .tools, vision: false), Self.history).messages
    #expect(messages.map(\.role) == ["user", "assistant", "tool", "assistant", "tool", "assistant", "user"])
    #expect(messages[at: 1].content == "First.")
    #expect(messages[at: 1]["tool_calls"]?.elements?.first?["function"]?["arguments"]?.text == #"{"code": "draw()"}"#)
    #expect(messages[at: 2].content == "[code output] outcome=OK\ndone\n1 figure was shown.\n[end of output]")
    #expect(messages[at: 2]["tool_call_id"] == messages[at: 1]["tool_calls"]?.elements?.first?["id"])
    #expect(messages[at: 4].content == "[code output] outcome=FAILED\na\nb\n[end of output]")
    #expect(messages[at: 5].content == "Sorry." && messages[at: 6].content == "Again.\nPlease.")
    let id = try #require(messages[at: 2]["tool_call_id"]?.text)
    #expect(id.utf8.count == 9 && id.allSatisfy { $0.isLetter || $0.isNumber })
  }

  @Test
  func `has earlier code as blocks where blocks are asked for, and never in both forms`() async throws {
    let body = try await asked(ChatUpstream(mode: .fence, vision: true), Self.history)
    let messages = Array(body.messages.dropFirst(1 + Contract.example.count))
    #expect(messages.map(\.role) == ["user", "assistant", "user", "assistant", "user", "assistant", "user"])
    #expect(messages[at: 1].content == "First.\n```python\ndraw()\n```")
    #expect(messages[at: 2].content.hasSuffix("[end of output]|[image]"))
    #expect(!body.written.contains("tool_calls") && !body.written.contains("a thought"))
  }

  @Test
  func `has figures behind all answers of a turn, for a model that sees`() async throws {
    let server = ScriptedServer([.code("a", "b"), .text("Nice.")])
    _ = try await Session.play(server, ChatUpstream(vision: true)) { _ in
      .printing(
        "",
        files: [
          CodeFile(name: "f.png", mimeType: "image/png", bytes: [1]), CodeFile(name: "t.csv", mimeType: "text/csv"),
        ]
      )
    }
    let messages = server.asked[at: 1].messages.suffix(4)
    #expect(messages.map(\.role) == ["assistant", "tool", "tool", "user"])
    #expect(messages.last?.content == "[image]|[image]")
    #expect(
      messages.dropFirst().first?.content
        == "[code output] outcome=OK\n1 figure was shown.\nFiles for the user: t.csv.\n[end of output]"
    )
  }

  @Test
  func `leaves images out for a model that does not see, whether that is said or found out`() async throws {
    let conversation = Conversation.asking {
      $0.request.contents = [Content(role: "user", parts: [.text("Look"), .inlineData(Self.png)])]
      $0.inputFiles = [CodeFile(name: "input_file_0.png", mimeType: "image/png", bytes: Self.png.data)]
    }
    let omitted = "Look\n[image omitted; it is the file input_file_0.png]"
    #expect(try await asked(ChatUpstream(mode: .tools, vision: false), conversation).messages.last?.content == omitted)
    let modes = UpstreamModes()
    let server = ScriptedServer([.refusal(.takesNoImages), .text("Hm"), .text("Hm")])
    _ = try await Session.play(server, modes: modes, conversation)
    _ = try await Session.play(server, modes: modes, conversation)
    #expect(server.asked.map { $0.messages.last?.content } == ["Look|[image]", omitted, omitted])
  }

  @Test
  func `has the first lines of text files, and the names of others`() async throws {
    let lines = (1...30).map { "\($0),😀" }.joined(separator: "\n")
    let files = [
      ("input_file_0.csv", "text/csv", Array(lines.utf8)), ("input_file_1.pdf", "application/pdf", [37, 0, 255]),
    ]
    let conversation = Conversation.asking {
      $0.request.contents = [
        Content(role: "user", parts: [.text("Sum.")] + files.map { .inlineData(Blob(mimeType: $0.1, data: $0.2)) })
      ]
      $0.inputFiles = files.map { CodeFile(name: $0.0, mimeType: $0.1, bytes: BlobBytes($0.2)) }
    }
    let said = try await asked(ChatUpstream(), conversation).messages.last?.content ?? ""
    #expect(said.contains("[file input_file_0.csv, text/csv, \(lines.utf8.count) bytes; it begins:]\n1,😀\n"))
    #expect(said.contains("\n10,😀\n[end of the beginning") && !said.contains("11,😀"))
    #expect(said.contains("[file input_file_1.pdf, application/pdf, 3 bytes]"))
  }

  @Test
  func `has a bound for what it shows of files, between characters`() {
    var left = 5_000
    let file = CodeFile(name: "a.txt", mimeType: "text/plain")
    let bytes = BlobBytes(Array(("x" + String(repeating: "😀", count: 5_000)).utf8))
    let texts = (0..<5).map { _ in FileHead.text(of: file, bytes, left: &left) }
    #expect(left >= 0 && texts[0].utf8.count < FileHead.maximumBytes + 200 && !texts.joined().contains("\u{FFFD}"))
    #expect(texts.joined().utf8.count < 5_000 + 5 * 200 && texts[4].hasSuffix("bytes]"))
  }

  @Test
  func `has the client's functions as they are allowed, and ours under a name of its own`() async throws {
    func names(_ mode: String?, _ allowed: [String] = []) async throws -> ([String], String?) {
      let conversation = Conversation.asking {
        $0.request.tools = [
          Tool(functionDeclarations: [FunctionDeclaration(name: "run_python"), FunctionDeclaration(name: "sky")])
        ]
        var config = ToolConfig()
        config.functionCallingConfig = FunctionCallingConfig()
        config.functionCallingConfig?.mode = mode
        config.functionCallingConfig?.allowedFunctionNames = allowed
        $0.request.toolConfig = config
      }
      let body = try await asked(ChatUpstream(), conversation)
      let tools = body["tools"]?.elements ?? []
      return (tools.compactMap { $0["function"]?["name"]?.text }, body["tool_choice"]?.text)
    }
    #expect(try await names(nil) == (["run_python_code", "run_python", "sky"], "auto"))
    #expect(try await names("ANY", ["sky"]) == (["run_python_code", "sky"], "required"))
    #expect(try await names("NONE") == (["run_python_code"], "auto"))
  }

  @Test
  func `has answers of functions by their calls, with an id or in order`() async throws {
    let conversation = Conversation.asking {
      $0.request.tools = [Tool(functionDeclarations: [FunctionDeclaration(name: "sky")])]
      $0.request.contents = [
        Content(role: "user", parts: [.text("Weather?")]),
        Content(
          role: "model",
          parts: [
            .functionCall(FunctionCall(name: "sky")), .functionCall(FunctionCall(id: "x", name: "sky", args: ["a": 1])),
          ]
        ),
        Content(
          role: "user",
          parts: [
            Part(data: .functionResponse(FunctionResponse(name: "sky", response: ["sky": "grey"]))), .text("So?"),
          ]
        ),
      ]
    }
    let all = try await asked(ChatUpstream(mode: .fence), conversation).messages
    let messages = Array(all.prefix(1) + all.dropFirst(1 + Contract.example.count))
    #expect(messages.map(\.role) == ["system", "user", "assistant", "tool", "user"])
    let calls = messages[at: 2]["tool_calls"]?.elements ?? []
    #expect(
      calls.count == 2 && calls[at: 1]["id"]?.text == "x" && messages[at: 3]["tool_call_id"] == calls[at: 0]["id"]
    )
    #expect(messages[at: 3].content == #"{"sky": "grey"}"#)
  }
}
