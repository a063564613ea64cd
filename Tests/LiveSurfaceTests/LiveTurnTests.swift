import GeminiAPI
import Generation
import ModelBackends
import Testing

@testable import LiveSurface

@Suite("A turn of a Live session")
struct LiveTurnTests {
  static let code = GenerationEvent.executableCode(ExecutableCode(language: .python, code: "print(1)"))

  static func result(_ output: String?) -> GenerationEvent {
    .codeExecutionResult(CodeExecutionResult(outcome: .ok, output: output))
  }

  @Test("begins with setupComplete, alone")
  func setup() {
    var session = LiveDialogue(isOpen: false)
    #expect(session.take().isEmpty)
    session.client(#"{"setup": {"model": "models/m"}}"#)
    #expect(session.take() == ["setupComplete"])
  }

  @Test("says texts, the end of the generation, and the end of the turn with its counts")
  func text() {
    var session = LiveDialogue()
    session.ask("Hi")
    session.model(.text("Yes"), .text(", indeed."))
    session.end()
    #expect(
      session.take() == ["begin 1", "text Yes", "text , indeed.", "generationComplete", "turnComplete+usage"]
    )
    session.ask("And now?")
    #expect(session.take() == ["begin 2"])
    #expect(
      session.question?.request.contents == [
        Content(role: "user", parts: [.text("Hi")]), Content(role: "model", parts: [.text("Yes, indeed.")]),
        Content(role: "user", parts: [.text("And now?")]),
      ]
    )
  }

  @Test("says code, its result and its files each alone")
  func code() {
    var session = LiveDialogue()
    session.ask("Hi")
    session.model(
      Self.code,
      Self.result("1\n"),
      .outputFile(Blob(mimeType: "image/png", data: [1] as [UInt8])),
      .text("One")
    )
    session.end()
    #expect(
      session.take() == [
        "begin 1", "code print(1)", "result 1\n", "data image/png", "text One", "generationComplete",
        "turnComplete+usage",
      ]
    )
  }

  @Test("has no result of code that printed nothing, but knows of it")
  func silentCode() {
    var session = LiveDialogue()
    session.ask("Hi")
    session.model(Self.code, Self.result(nil), .text("Done"))
    session.end()
    #expect(session.take() == ["begin 1", "code print(1)", "text Done", "generationComplete", "turnComplete+usage"])
    session.ask("What?")
    let said = session.question?.request.contents[1].parts.map(\.lineText) ?? []
    #expect(said.count == 3 && said[1].contains("OUTCOME_OK"), "\(said)")
  }

  @Test("tells a grounding before it ends")
  func grounding() {
    var session = LiveDialogue()
    session.ask("Hi")
    var ending = Ending(.stop)
    ending.candidateMembers = [JSONMember("groundingMetadata", [:]), JSONMember("avgLogprobs", 1)]
    session.model(.text("So"))
    session.end(ending)
    #expect(
      session.take() == ["begin 1", "text So", "groundingMetadata", "generationComplete", "turnComplete+usage"]
    )
  }

  @Test("comes of contents in pieces once, at the end")
  func pieces() {
    var session = LiveDialogue()
    session.client(#"{"clientContent": {"turns": [{"parts": [{"text": "a"}]}]}}"#)
    session.client(
      #"{"clientContent": {"turns": [{"role": "model", "parts": [{"text": "b"}]}], "turnComplete": false}}"#
    )
    #expect(session.take().isEmpty)
    session.client(#"{"clientContent": {"turns": [{"role": "user", "parts": [{"text": "c"}]}], "turnComplete": true}}"#)
    #expect(session.take() == ["begin 1"])
    #expect(session.question?.request.contents.map(\.role) == [nil, "model", "user"])
  }

  @Test("comes of no history that is given first")
  func history() {
    var session = LiveDialogue(#"{"historyConfig": {"initialHistoryInClientContent": true}}"#)
    session.ask("old question")
    #expect(session.take().isEmpty)
    session.client(#"{"realtimeInput": {"text": "."}}"#)
    #expect(session.take() == ["begin 1"])
    #expect(session.question?.request.contents.count == 2)
  }

  @Test("is interrupted by whatever is typed: no generationComplete, and the answer to what was asked last")
  func interruption() {
    var session = LiveDialogue()
    session.ask("Count")
    session.model(.text("1 2"))
    session.ask("Stop")
    session.model(.text("3"), run: 1)
    session.end(run: 1)
    #expect(
      session.take() == ["begin 1", "text 1 2", "cancel 1", "interrupted", "turnComplete+usage", "begin 2"]
    )
    #expect(session.question?.request.contents.map(\.parts) == [[.text("Count")], [.text("1 2")], [.text("Stop")]])
    session.end()
    #expect(session.take() == ["generationComplete", "turnComplete+usage"])
    session.client(#"{"clientContent": {"turns": [{"parts": [{"text": "x"}]}]}}"#)
    #expect(session.take().isEmpty)
  }

  @Test("is interrupted by contents that ask nothing")
  func silentInterruption() {
    var session = LiveDialogue()
    session.ask("Count")
    session.client(#"{"clientContent": {"turns": [{"parts": [{"text": "wait"}]}], "turnComplete": false}}"#)
    #expect(session.take() == ["begin 1", "cancel 1", "interrupted", "turnComplete"])
  }

  @Test("is not interrupted in a session whose model finishes what it says")
  func waiting() {
    var traits = LiveDialogue.halfCascade
    traits.typingWhileSpeaking = .waits
    var session = LiveDialogue(traits: traits)
    session.ask("One")
    session.ask("Two")
    session.client(#"{"clientContent": {"turns": [{"parts": [{"text": "and"}]}], "turnComplete": false}}"#)
    session.ask("Three")
    session.model(.text("1"))
    session.end()
    #expect(session.take() == ["begin 1", "text 1", "generationComplete", "turnComplete+usage", "begin 2"])
    session.end()
    #expect(session.take() == ["generationComplete", "turnComplete+usage", "begin 3"])
    #expect(
      session.question?.request.contents.map { $0.parts[0] } == ["One", "1", "Two", "and", "Three"].map(Part.text)
    )
  }

  @Test(
    "ends the session where the model fails",
    arguments: [(Status.internal("x"), 1011), (.invalidArgument("x"), 1007)]
  )
  func failure(status: Status, code: Int) {
    var session = LiveDialogue()
    session.ask("Hi")
    session.put(.ended(run: 1, .failed(status)))
    #expect(session.take() == ["begin 1", "cancel 1", "close \(code) x"])
    session.ask("Hi")
    #expect(session.take().isEmpty && session.state.hasEnded)
  }

  @Test("adds up the counts of its runs")
  func usage() {
    var turn = LiveTurn(run: 1, askingContent: nil)
    turn.current = UsageMetadata(promptTokenCount: 10, candidatesTokenCount: 2, totalTokenCount: 12)
    turn.goOn(run: 2)
    var second = UsageMetadata(promptTokenCount: 20, candidatesTokenCount: 3, totalTokenCount: 30)
    second.toolUsePromptTokenCount = 7
    turn.current = second
    let sum = turn.usage
    #expect(sum?.promptTokenCount == 20 && sum?.candidatesTokenCount == 5 && sum?.totalTokenCount == 32)
  }
}
