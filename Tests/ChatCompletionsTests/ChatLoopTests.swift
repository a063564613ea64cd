import Executions
import GeminiAPI
import ModelBackends
import Testing

@testable import ChatCompletions

@Suite("The loop of completions and runs")
struct ChatLoopTests {
  private static let failure =
    "division by zero\n" + (1...40).map { "line \($0)\n" }.joined() + "ZeroDivisionError: division by zero\n"

  @Test
  func `a failure is told with what was printed and the end of its traceback`() async throws {
    let server = ScriptedServer([.code("1/0"), .code("print(2)"), .text("It is 2.")])
    let said = try await Session.play(server) { code in
      code == "1/0" ? .failing(Self.failure, printing: "before\n") : .printing("2\n")
    }
    #expect(said.spoken == "[1/0][print(2)]It is 2.")
    let told = server.asked[at: 1].messages.last?.content ?? ""
    #expect(told.hasPrefix("[code output] outcome=FAILED\nbefore\nline 22\n"), "\(told)")
    #expect(told.contains("ZeroDivisionError: division by zero\n[end of output]\nFix the error"))
    // Of an older one the request to mend it is gone.
    #expect(server.asked[at: 2].messages[at: 3].content.hasSuffix("[end of output]"))
  }

  @Test
  func `a long output is told by its beginning and its end, in bytes`() {
    let report = RunReport(.printing("a" + String(repeating: "😀", count: 10_000) + "z"))
    let text = report.text(limit: 1000, asksToMend: false)
    #expect(text.contains("\na😀") && text.contains("😀z\n[end of output]") && !text.contains("\u{FFFD}"))
    #expect(text.contains("bytes of output were left out]") && text.utf8.count < 1200)
    let failed = RunReport(.failing(String(repeating: "😀", count: 10_000), printing: "")).text(
      limit: 1000,
      asksToMend: false
    )
    #expect(failed.utf8.count < 1200 && !failed.contains("\u{FFFD}"))
  }

  @Test(arguments: [ChatMode.tools, .fence])
  func `the same code that fails twice ends in an answer without the tool`(mode: ChatMode) async throws {
    func block() -> ScriptedServer.Reply { mode == .tools ? .code("1/0") : .text("```python\n1/0\n```") }
    let server = ScriptedServer([block(), block(), .text("I cannot.")])
    let said = try await Session.play(server, ChatUpstream(mode: mode)) { _ in .failing("x") }
    #expect(said.spoken == "[1/0][1/0]I cannot.!STOP The same code failed twice; no further code was run.")
    let last = server.asked[at: 2]
    #expect(last["tool_choice"]?.text == (mode == .tools ? "none" : nil))
    #expect(last.messages.last?.content.hasSuffix(Contract.answerNow) == true)
    let isAskedToMend = last.messages.contains { $0.content.contains("Fix the error") }
    #expect(!isAskedToMend)
  }

  @Test
  func `after five failures the model answers without the tool, whatever it says`() async throws {
    let blocks = (1...5).map { ScriptedServer.Reply.code("fail(\($0))") }
    let server = ScriptedServer(blocks + [.code("fail(6)"), .text("I cannot.")])
    let said = try await Session.play(server) { .failing($0) }
    #expect(said.spoken == "[fail(1)][fail(2)][fail(3)][fail(4)][fail(5)]I cannot.")
    #expect(server.asked[at: 5]["tool_choice"]?.text == "none")
    #expect(server.asked[at: 5].messages.last?.content == Contract.answerNow)
    // A call is not an answer: it is asked for once more.
    #expect(server.asked[at: 6].messages.last?.content == Contract.finalAnswer)
  }

  @Test
  func `an empty ending after a run is asked for once more, and then is the end`() async throws {
    let server = ScriptedServer([.code("print(1)"), .text(" \n"), .text("")])
    let said = try await Session.play(server)
    #expect(said.spoken.trimmed == "[print(1)]" && server.asked.count == 3)
    #expect(server.asked[at: 2].messages.last == ["role": "user", "content": "State the final answer."])
    let empty = ScriptedServer([.text("")])
    #expect(try await Session.play(empty).spoken == "" && empty.asked.count == 1)
  }

  @Test
  func `several calls run one after the other, each with its answer, and the client's function ends it`() async throws {
    let calls = ScriptedServer.Reply.says([
      .toolCall(index: 0, id: "f", name: "sky", arguments: #"{"place":"Oslo"}"#),
      .toolCall(index: 1, id: "a", name: "run_python", arguments: #"{"code":"x = 1"}"#),
      .toolCall(index: 2, id: nil, name: "run_python", arguments: #"{"code":"print(x)"}"#), .finish("tool_calls"),
    ])
    let conversation = Conversation.asking {
      $0.request.tools = [Tool(functionDeclarations: [FunctionDeclaration(name: "sky")])]
    }
    let server = ScriptedServer([calls])
    #expect(try await Session.play(server, conversation).spoken == "[x = 1][print(x)]<sky>")
    #expect(server.asked.count == 1 && server.asked[at: 0]["tools"]?.elements?.count == 2)
  }

  @Test
  func `thoughts are thoughts, are not sent back, and never run`() async throws {
    let server = ScriptedServer([
      .says([
        .reasoning("```python\nevil()\n```\n"), .reasoning("so"), .content("```python\nprint(1)\n```"), .finish("stop"),
      ]),
      .text("1"),
    ])
    let said = try await Session.play(server, ChatUpstream(mode: .fence))
    #expect(said.spoken == "(```python\nevil()\n```\n)(so)[print(1)]1")
    #expect(!server.asked[at: 1].written.contains("evil"))
  }

  @Test(arguments: [
    ("stop", "Hi"), ("length", "Hi!MAX_TOKENS"), ("content_filter", "Hi!SAFETY"), ("eos", "Hi"),
  ])
  func `the server's own end rules`(reason: String, said: String) async throws {
    #expect(try await Session.play(ScriptedServer([.text("Hi", finish: reason)])).spoken == said)
  }

  @Test
  func `a call that is cut at the limit is not mended and not run`() async throws {
    let cut = ScriptedServer.Reply.says([
      .toolCall(index: 0, id: "a", name: "run_python", arguments: #"{"code": "delete("#), .finish("length"),
    ])
    #expect(try await Session.play(ScriptedServer([cut])).spoken == "!MAX_TOKENS")
    let block = ScriptedServer.Reply.text("```python\ndelete(", finish: "length")
    #expect(try await Session.play(ScriptedServer([block]), ChatUpstream(mode: .fence)).spoken.hasSuffix("!MAX_TOKENS"))
  }

  @Test
  func `a call that nobody can read is told as such`() async throws {
    let calls = ScriptedServer.Reply.says([
      .toolCall(index: 0, id: "a", name: "sky", arguments: "Oslo, please"), .finish("tool_calls"),
    ])
    let conversation = Conversation.asking(codeExecution: false) {
      $0.request.tools = [Tool(functionDeclarations: [FunctionDeclaration(name: "sky")])]
    }
    let said = try await Session.play(ScriptedServer([calls]), conversation)
    #expect(said.spoken == "!MALFORMED_FUNCTION_CALL Malformed function call: sky(Oslo, please)")
  }

  @Test
  func `counts are the server's, summed, and what is left of the bound goes into each request`() async throws {
    let server = ScriptedServer([
      .says([
        .toolCall(index: 0, id: "a", name: "run_python", arguments: #"{"code":"x"}"#), .finish("tool_calls"),
        .usage(CompletionUsage(prompt: 10, completion: 30, reasoning: 5)),
      ]),
      .text("It is 1.", CompletionUsage(prompt: 50, completion: 7)),
    ])
    let conversation = Conversation.asking { $0.request.generationConfig = GenerationConfig(maxOutputTokens: 100) }
    let usage = try #require(try await Session.play(server, conversation).usage)
    #expect(usage.prompt == 10 && usage.toolUsePrompt == 50 && usage.candidates == 32 && usage.thoughts == 5)
    #expect(server.asked.map { $0["max_tokens"] } == [100, 70])
    let spent = ScriptedServer([
      .says([
        .toolCall(index: 0, id: "a", name: "run_python", arguments: #"{"code":"x"}"#), .finish("tool_calls"),
        .usage(CompletionUsage(prompt: 10, completion: 100)),
      ])
    ])
    #expect(try await Session.play(spent, conversation).spoken == "[x]!MAX_TOKENS")
  }

  @Test
  func `a completion that is left at its block is heard for its counts, and no further than its next word`()
    async throws
  {
    let block = CompletionEvent.content("```python\nprint(1)\n```\n")
    let heard = ScriptedServer([
      .says([block, .content("\n"), .finish("stop"), .usage(CompletionUsage(prompt: 10, completion: 9))]),
      .text("1", CompletionUsage(prompt: 20, completion: 1)),
    ])
    let usage = try #require(try await Session.play(heard, ChatUpstream(mode: .fence)).usage)
    #expect(usage.prompt == 10 && usage.candidates == 10 && usage.toolUsePrompt == 20)
    let left = ScriptedServer([
      .says([block, .content("Output"), .usage(CompletionUsage(prompt: 10, completion: 999))]),
      .text("1", CompletionUsage(prompt: 20, completion: 1)),
    ])
    let estimated = try #require(try await Session.play(left, ChatUpstream(mode: .fence)).usage)
    #expect((2...20).contains(estimated.candidates ?? 0), "\(estimated)")
    // Where the server counts nothing, what is counted here stays.
    #expect(try await Session.play(ScriptedServer([.text("Hi")])).usage == nil)
  }

  @Test
  func `a context that is too short is met with shorter outputs, once`() async throws {
    let long = String(repeating: "x", count: 9_000)
    let server = ScriptedServer([.code("a"), .refusal(.contextOverflow), .text("Done.")])
    #expect(try await Session.play(server) { _ in .printing(long) }.spoken == "[a]Done.")
    #expect((server.asked[at: 1].messages.last?.content.utf8.count ?? 0) > 9_000)
    #expect((server.asked[at: 2].messages.last?.content.utf8.count ?? .max) < 4_000)
    let hopeless = ScriptedServer([.code("a"), .refusal(.contextOverflow), .refusal(.contextOverflow)])
    let status = await #expect(throws: Status.self) { _ = try await Session.play(hopeless) { _ in .printing(long) } }
    #expect(status?.code == .invalidArgument && status?.message.contains("their words") == true)
    // Nothing can be cut: it is not asked twice.
    let short = ScriptedServer([.refusal(.contextOverflow)])
    await #expect(throws: Status.self) { _ = try await Session.play(short) }
  }

  @Test
  func `an error behind the first words is told, and nothing is asked again`() async throws {
    let server = ScriptedServer([.breaks([.content("Hi")], CompletionFault(.other, .cutOff))])
    let status = await #expect(throws: Status.self) { _ = try await Session.play(server) }
    #expect(status?.code == .unavailable && server.asked.count == 1)
  }
}
