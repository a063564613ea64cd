import GeminiAPI
import ModelBackends
import Testing

@testable import ChatCompletions

@Suite("How a model is brought to run code")
struct LadderTests {
  private static let block = "I compute.\n```python\nprint(1)\n```\nOutput: 7"

  @Test
  func `a native call is run, and its output goes back as its answer`() async throws {
    let server = ScriptedServer([.code("print(1)"), .text("It is 1.")])
    let said = try await Session.play(server)
    #expect(said.spoken == "[print(1)]It is 1.")
    let first = server.asked[at: 0]
    #expect(first["stream"] == true && first["stream_options"]?["include_usage"] == true)
    #expect(first["tools"]?.elements?.count == 1 && first["tool_choice"]?.text == "auto")
    let messages = server.asked[at: 1].messages
    #expect(messages.map(\.role) == ["system", "user", "assistant", "tool"])
    #expect(messages[at: 2]["tool_calls"]?.elements?.first?["id"]?.text == "id0")
    #expect(messages[at: 3]["tool_call_id"]?.text == "id0")
    #expect(messages[at: 3].content == "[code output] outcome=OK\nout of print(1)\n[end of output]")
  }

  @Test
  func `a block is run where the model was told so, and its output is said by the user`() async throws {
    let server = ScriptedServer([.text(Self.block), .text("It is 1.")])
    let said = try await Session.play(server, ChatUpstream(mode: .fence))
    #expect(said.spoken.hasPrefix("I compute.\n") && said.spoken.hasSuffix("[print(1)]It is 1."), "\(said.spoken)")
    #expect(server.asked[at: 0]["tools"] == nil)
    let messages = server.asked[at: 1].messages
    let example = ["user", "assistant", "user", "assistant"]
    #expect(messages.map(\.role) == ["system"] + example + ["user", "assistant", "user"])
    #expect(messages[at: 0].content == Contract.fence && messages[1...4].map(\.content) == Contract.example)
    #expect(messages[at: 6].content == "I compute.\n```python\nprint(1)\n```")
    #expect(messages[at: 7].content.hasPrefix("[code output] outcome=OK\n"))
  }

  @Test
  func `the contract stands behind the client's instruction, in at most 120 tokens and one example`() async throws {
    let server = ScriptedServer([.text("Hi")])
    let conversation = Conversation.asking { $0.request.systemInstruction = Content(parts: [.text("Be brief.")]) }
    _ = try await Session.play(server, ChatUpstream(mode: .fence), conversation)
    #expect(server.asked[at: 0].messages[at: 0].content == "Be brief.\n\n\(Contract.fence)")
    // Four bytes a token at the least.
    #expect(Contract.fence.utf8.count <= 480)
    #expect(Contract.example.joined().ranges(of: "```python").count == 1)
  }

  @Test
  func `after two responses with written code a model is asked for blocks, and after a native call for calls`()
    async throws
  {
    let modes = UpstreamModes()
    for round in 0..<3 {
      let server = ScriptedServer([.text(Self.block), .text("It is 1.")])
      #expect(try await Session.play(server, modes: modes).spoken.contains("[print(1)]"))
      #expect((server.asked[at: 0]["tools"] != nil) == (round < 2), "round \(round)")
    }
    #expect(modes.modes(.auto) == ["m": .fence])
    modes.reset(namespace: "one")
    #expect(modes.modes(.auto) == ["m": .fence])
    modes.reset(namespace: nil)

    _ = try await Session.play(ScriptedServer([.code("print(1)"), .text("1")]), modes: modes)
    #expect(modes.modes(.auto) == ["m": .tools])
    let server = ScriptedServer([.text(Self.block)])
    let said = try await Session.play(server, modes: modes)
    #expect(said.spoken == Self.block, "a block of a model that calls functions is there to be read")
    #expect(server.asked[at: 0].messages.map(\.role) == ["user"])
  }

  @Test
  func `many failed responses with written code do not change the mode of one that also calls`() async throws {
    let modes = UpstreamModes()
    let server = ScriptedServer([.text(Self.block), .code("print(2)"), .text("Done.")])
    #expect(try await Session.play(server, modes: modes).spoken.hasSuffix("[print(1)][print(2)]Done."))
    #expect(modes.modes(.auto) == ["m": .tools])
    // Both forms stand in one conversation, each with its own kind of answer.
    #expect(server.asked[at: 2].messages.map(\.role) == ["system", "user", "assistant", "user", "assistant", "tool"])
  }

  @Test
  func `what a server refuses is asked for in another way, once, and remembered`() async throws {
    let modes = UpstreamModes()
    let server = ScriptedServer([
      .refusal(.takesNoTools), .refusal(.knowsNoStreamOptions), .refusal(.wantsCompletionTokens), .text("Hi"),
    ])
    let conversation = Conversation.asking { $0.request.generationConfig = GenerationConfig(maxOutputTokens: 9) }
    #expect(try await Session.play(server, modes: modes, conversation).spoken == "Hi")
    let last = server.asked[at: 3]
    #expect(last["tools"] == nil && last["stream_options"] == nil && last["max_tokens"] == nil)
    #expect(last["max_completion_tokens"] == 9)
    let next = ScriptedServer([.text("Hi")])
    _ = try await Session.play(next, modes: modes, conversation)
    #expect(next.asked.count == 1 && next.asked[at: 0]["tools"] == nil)

    let stubborn = ScriptedServer([.refusal(.takesNoTools), .refusal(.takesNoTools)])
    await #expect(throws: Status.self) { _ = try await Session.play(stubborn, ChatUpstream(mode: .tools)) }
  }

  @Test(arguments: [
    ("print(1)\n```", "[print(1)]"), ("```python\nprint(1)\n```", "[print(1)]"),
    ("\n```py\nprint(1)\n```", "[print(1)]"),
  ])
  func `a forced answer is begun with a block, whether the server repeats that or not`(
    answer: String,
    said: String
  ) async throws {
    let server = ScriptedServer([.text(answer), .text("It is 1.")])
    let spoken = try await Session.play(server, ChatUpstream(mode: .force)).spoken
    #expect(spoken == said + "It is 1.")
    #expect(server.asked[at: 0].messages.last == ["role": "assistant", "content": "```python\n"])
    #expect(
      server.asked[at: 0]["continue_final_message"] == true && server.asked[at: 0]["add_generation_prompt"] == false
    )
    #expect(server.asked[at: 1].messages.last?.role == "user")
  }

  @Test
  func `a forced answer that cannot be begun is held to a grammar`() async throws {
    let server = ScriptedServer([
      .refusal(.takesNoPrefill), .refusal(.takesNoPrefill), .text("```python\nprint(1)\n```"), .text("1"),
    ])
    #expect(try await Session.play(server, ChatUpstream(mode: .force)).spoken == "[print(1)]1")
    #expect(
      server.asked[at: 1]["continue_final_message"] == nil && server.asked[at: 1].messages.last?.role == "assistant"
    )
    #expect(
      server.asked[at: 2]["grammar"]?.text == Contract.grammar && server.asked[at: 2].messages.last?.role == "user"
    )
  }

  @Test
  func `in its last turn, which has no tool, a forced model begins its answer itself`() async throws {
    let blocks = (1...5).map { ScriptedServer.Reply.text("fail(\($0))\n```") }
    let server = ScriptedServer(blocks + [.text("I cannot.")])
    let said = try await Session.play(server, ChatUpstream(mode: .force)) { .failing($0) }
    #expect(said.spoken == "[fail(1)][fail(2)][fail(3)][fail(4)][fail(5)]I cannot.")
    let roles = server.asked.map { $0.messages.last?.role }
    #expect(roles == Array(repeating: "assistant", count: 5) + ["user"])
    #expect(server.asked[at: 5]["continue_final_message"] == nil && server.asked[at: 5]["grammar"] == nil)
  }

  @Test
  func `memory has a bound, and forgets what was used longest ago`() {
    let modes = UpstreamModes()
    for number in 0...UpstreamModes.maximumModels {
      modes.update("m\(number)") { $0.note(.native, isFirstWritten: false) }
    }
    let known = modes.modes(.auto)
    #expect(known.count == UpstreamModes.maximumModels && known["m0"] == nil && known["m1"] == .tools)
  }
}
