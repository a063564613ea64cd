import Executions
import GeminiAPI
import ModelBackends
import Testing

@testable import ChatCompletions

@Suite("What a model is told of the blocks it sends")
struct RunHistoryTests {
  private static func silent(_ code: String) -> Execution { .printing(code.contains("print") ? "2\n" : " \n") }

  private static func block(_ code: String) -> ScriptedServer.Reply { .text("```python\n\(code)\n```") }

  @Test(arguments: [ChatMode.tools, .fence])
  func `a block that printed nothing is asked for again, once`(mode: ChatMode) async throws {
    let codes = ["x = 1", "y = 2", "print(x * y)"]
    let blocks = codes.map { mode == .tools ? ScriptedServer.Reply.code($0) : Self.block($0) }
    let server = ScriptedServer(blocks + [.text("It is 2.")])
    let said = try await Session.play(server, ChatUpstream(mode: mode), run: Self.silent)
    #expect(said.spoken == "[x = 1][y = 2][print(x * y)]It is 2.")
    let told = server.asked.dropFirst().map { $0.messages.last?.content ?? "" }
    let again = "Nothing was printed. Send the block again with print() around what you need."
    #expect(told[0] == "[code output] outcome=OK\n[end of output]\n" + again)
    #expect(told[1] == "[code output] outcome=OK\n(nothing was printed)\n[end of output]")
    #expect(!server.asked[at: 2].written.contains("Send the block again"), "it is asked for where it is missing")
  }

  @Test
  func `the same block with the same result ends in an answer without the tool`() async throws {
    for code in ["x = 1", "print(2)"] {
      let server = ScriptedServer([.code(code), .code(code), .text("I know.")])
      let said = try await Session.play(server, run: Self.silent)
      #expect(said.spoken == "[\(code)][\(code)]I know.!STOP \(RunHistory.sameResult)")
      #expect(server.asked[at: 2]["tool_choice"]?.text == "none")
    }
  }

  @Test
  func `the same block goes on as long as it says something else`() async throws {
    let server = ScriptedServer([.code("next()"), .code("next()"), .code("next()"), .text("Three.")])
    var count = 0
    let said = try await Session.play(server) { _ in
      count += 1
      return .printing("\(count)\n")
    }
    #expect(said.spoken == "[next()][next()][next()]Three.")
  }

  @Test
  func `a figure or a file is something`() {
    let figure = CodeFile(name: "a.png", mimeType: "image/png", bytes: [0x89])
    var history = RunHistory()
    let report = history.take(.printing("", files: [figure]), of: "plot()")
    #expect(!report.isSilent && !history.wantsBlock)
    #expect(
      report.text(limit: 1000, asksToMend: true) == "[code output] outcome=OK\n1 figure was shown.\n[end of output]"
    )
  }

  @Test
  func `what a block that ended well wrote to standard error is not told`() {
    var execution = Execution.printing("4\n")
    execution.standardError = CapturedOutput(head: Array("DeprecationWarning: x\n".utf8))
    #expect(RunReport(execution).text(limit: 1000, asksToMend: true) == "[code output] outcome=OK\n4\n[end of output]")
    execution.ending = .completed(failure: "NameError: x\n")
    #expect(RunReport(execution).text(limit: 1000, asksToMend: true).contains("DeprecationWarning"))
  }

  @Test
  func `a forced model begins with a block again where the last one printed nothing`() async throws {
    let server = ScriptedServer([.text("x = 1\n```"), .text("print(2)\n```"), .text("It is 2.")])
    let said = try await Session.play(server, ChatUpstream(mode: .force), run: Self.silent)
    #expect(said.spoken == "[x = 1][print(2)]It is 2.")
    #expect(server.asked.map { $0.messages.last?.role } == ["assistant", "assistant", "user"])
  }
}
