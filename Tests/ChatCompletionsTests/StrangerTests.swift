import GeminiAPI
import ModelBackends
import Testing

@testable import ChatCompletions

private let call = #"{"name": "sum_primes", "arguments": {"count": 50, "of": "🐍 }"}}"#

@Suite("A call of a function that nobody offered")
struct StrangerTests {
  private static let stranger = SpokenEvent.stranger(name: "sum_primes")

  private static let calls = [
    Speech("bare", call, stranger),
    Speech("behind blanks, with words behind it", "\n \(call)\n\nIt is 5117.", stranger),
    Speech("parameters", call.replacing("arguments", with: "parameters"), stranger),
    Speech("in a fence", "```json\n\(call)\n```\nHi", stranger),
    Speech("in a fence of JSON, CRLF", "```json\r\n\(call)\r\n```\r\n", stranger),
    Speech("in a fence without a tag", "```\n\(call)\n```", stranger),
    Speech("in a fence of Python", "```python\n\(call)\n```", stranger),
    Speech("in a frame", "<tool_call>\n\(call)\n</tool_call>", stranger),
    Speech("in a list", "[\(call), \(call)]", stranger),
    Speech("twice", "\(call)\n\(call)", stranger),
    Speech("with its type", #"{"type": "function", "function": \#(call)}"#, stranger),
    Speech("a brace missing", String(call.dropLast()), stranger),
    Speech("behind a thought", "<think>Hm.</think>\n\(call)", .thought("Hm."), stranger),
  ]
  .map { $0.with { $0.noticesStrangers = true } }

  private static let texts = [
    Speech.same("behind words", "Call it so: \(call)"),
    Speech.same("a record", #"{"name": "Alice", "age": 3}"#),
    Speech.same("a record with spaces in its name", #"{"name": "Alice B", "arguments": {"a": 1}}"#),
    Speech.same("a record with more", #"{"name": "a", "arguments": {}, "colour": "🔴"}"#),
    Speech.same("a function without arguments", #"{"name": "sum_primes"} Hi"#),
    Speech.same("arguments that are a list", #"{"name": "sum_primes", "arguments": [1, 2]} Hi"#),
    Speech.same("words behind it in a fence", "```json\n\(call)\nHi\n```\n"),
    Speech.same("an empty list", "[] Hi"),
    Speech.same("cut", #"{"name": "sum_primes", "arguments": {"a"#).with { $0.isCut = true },
    Speech(
      "a call that was offered",
      #"{"name": "now", "arguments": {}}"#,
      .call(name: "now", arguments: [:])
    ),
  ]
  .map { $0.with { $0.noticesStrangers = true } }

  @Test(arguments: calls)
  func `is told in the place of an answer, however it is cut`(speech: Speech) { speech.check() }

  @Test(arguments: texts)
  func `is not seen in what is an answer, however it is cut`(speech: Speech) { speech.check() }

  private static let block = ScriptedServer.Reply.text("```python\nprint(1)\n```")

  @Test
  func `is asked for as a block, and its JSON is no answer`() async throws {
    let modes = UpstreamModes()
    let server = ScriptedServer([.text(call), Self.block, .text("It is 1.")])
    let said = try await Session.play(server, modes: modes)
    #expect(said.spoken == "[print(1)]It is 1.")
    let again = server.asked[at: 1]
    #expect(again["tools"] == nil && !again.written.contains("sum_primes"))
    #expect(again.messages.map(\.role) == ["system", "user", "assistant", "user", "assistant", "user"])
    #expect(again.messages[at: 0].content == Contract.fence)
    // It counts as one of the two responses after which blocks are asked for at once.
    _ = try await Session.play(ScriptedServer([.text(call), Self.block, .text("1")]), modes: modes)
    #expect(modes.modes(.auto) == ["m": .fence])
  }

  @Test
  func `is asked for once, and only where the model may be one that calls nothing`() async throws {
    #expect(try await Session.play(ScriptedServer([.text(call), .text(call)])).spoken == call)
    for mode in [ChatMode.tools, .fence] {
      #expect(try await Session.play(ScriptedServer([.text(call)]), ChatUpstream(mode: mode)).spoken == call)
    }
    // Behind a run it is what the model has to say.
    #expect(try await Session.play(ScriptedServer([.code("print(1)"), .text(call)])).spoken == "[print(1)]" + call)
    let wantsJSON = Conversation.asking {
      $0.request.generationConfig = GenerationConfig()
      $0.request.generationConfig?.responseMimeType = "application/json"
    }
    #expect(try await Session.play(ScriptedServer([.text(call)]), wantsJSON).spoken == call)
    #expect(try await Session.play(ScriptedServer([.text(call)]), .asking(codeExecution: false)).spoken == call)
  }

  @Test
  func `that the server itself tells is asked for as a block too, else the response ends and says so`() async throws {
    let native = ScriptedServer.Reply.says([
      .content("Let me see."), .toolCall(index: 0, id: "a", name: "sum_primes", arguments: "{}"), .finish("tool_calls"),
    ])
    let server = ScriptedServer([native, Self.block, .text("It is 1.")])
    #expect(try await Session.play(server).spoken == "Let me see.[print(1)]It is 1.")
    #expect(server.asked[at: 1].messages.suffix(2).map(\.role) == ["assistant", "user"])
    #expect(server.asked[at: 1].messages.last?.content == Contract.blockInstead)
    let said = try await Session.play(ScriptedServer([native]), ChatUpstream(mode: .tools)).spoken
    #expect(
      said == "Let me see.!UNEXPECTED_TOOL_CALL Unexpected tool call: the model called sum_primes, which the request "
        + "does not declare."
    )
  }

  @Test
  func `costs tokens that are counted`() async throws {
    let usage = { (count: Int) in CompletionUsage(prompt: 10, completion: count) }
    let server = ScriptedServer([
      .says([.toolCall(index: 0, id: "a", name: "f", arguments: "{}"), .finish("tool_calls"), .usage(usage(30))]),
      .text("Fine.", usage(5)),
    ])
    let conversation = Conversation.asking { $0.request.generationConfig = GenerationConfig(maxOutputTokens: 100) }
    let told = try #require(try await Session.play(server, conversation).usage)
    #expect(told.candidates == 35 && told.toolUsePrompt == 10)
    #expect(server.asked.map { $0["max_tokens"] } == [100, 70])
    let spent = ScriptedServer([
      .says([.toolCall(index: 0, id: "a", name: "f", arguments: "{}"), .finish("tool_calls"), .usage(usage(100))])
    ])
    #expect(try await Session.play(spent, conversation).spoken == "!MAX_TOKENS")
  }
}
