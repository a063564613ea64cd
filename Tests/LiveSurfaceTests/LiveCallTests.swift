import GeminiAPI
import Generation
import ModelBackends
import Testing

@testable import LiveSurface

@Suite("Calls of functions in a Live session")
struct LiveCallTests {
  static let tools =
    #"{"tools": [{"functionDeclarations": [{"name": "f"}, {"name": "later", "behavior": "NON_BLOCKING"}]}]}"#

  static func call(_ name: String, id: String? = nil) -> GenerationEvent {
    .functionCall(FunctionCall(id: id, name: name))
  }

  static func calling(_ traits: LiveTraits = LiveDialogue.halfCascade) -> LiveDialogue {
    var session = LiveDialogue(tools, traits: traits)
    session.ask("Go")
    session.model(call("f"))
    session.end()
    return session
  }

  @Test("end no turn: with the answer the model goes on")
  func blocking() {
    var session = Self.calling()
    #expect(session.take() == ["begin 1", "toolCall f:c1"])
    session.answer("c1")
    session.model(.text("Done"))
    session.end()
    #expect(session.take() == ["begin 2", "text Done", "generationComplete", "turnComplete+usage"])
    let contents = session.question?.request.contents ?? []
    #expect(contents.map(\.role) == ["user", "model", "user"])
    #expect(contents.last?.parts.first?.lineText.contains(#""of": "c1""#) == true)
  }

  @Test("made together are told together, and the model waits for all answers")
  func together() {
    var session = LiveDialogue(Self.tools)
    session.ask("Go")
    session.model(.text("Well"), Self.call("f"), .pause(.zero), Self.call("f", id: "own"))
    session.end()
    #expect(session.take() == ["begin 1", "text Well", "toolCall f:c1,f:own"])
    session.answer("own")
    #expect(session.take().isEmpty)
    session.answer("own")
    session.answer("unknown")
    #expect(session.take().isEmpty)
    session.answer("c1")
    #expect(session.take() == ["begin 2"])
    #expect(session.question?.request.contents[1].parts.count == 3)
  }

  @Test("that block are the end of what is said")
  func cut() {
    var session = LiveDialogue(Self.tools)
    session.ask("Go")
    session.model(Self.call("f"), .text("I am on it."), Self.call("f"))
    session.end()
    #expect(session.take() == ["begin 1", "toolCall f:c1"])
  }

  @Test("are told at once where the model pauses, and may be answered before their run has ended")
  func early() {
    var session = LiveDialogue(Self.tools)
    session.ask("Go")
    session.model(Self.call("f"), .pause(.seconds(1)))
    #expect(session.take() == ["begin 1", "toolCall f:c1"])
    session.answer("c1")
    #expect(session.take().isEmpty)
    session.end()
    #expect(session.take() == ["begin 2"])
  }

  @Test("hold what is typed meanwhile, and both turns are answered in their order")
  func held() {
    var session = Self.calling()
    session.ask("Hello")
    _ = session.take()
    session.answer("c1")
    session.end()
    #expect(session.take() == ["begin 2", "generationComplete", "turnComplete+usage", "begin 3"])
    #expect(session.question?.request.contents.last?.parts == [.text("Hello")])
  }

  @Test("are called off by what is typed, with models that do so")
  func calledOff() {
    var traits = LiveDialogue.halfCascade
    traits.typingWhileCalling = .interrupts
    var session = Self.calling(traits)
    session.ask("Hello")
    session.answer("c1")
    #expect(
      session.take() == [
        "begin 1", "toolCall f:c1", "cancelled c1", "interrupted", "turnComplete+usage", "begin 2",
      ]
    )
    // A call without an answer is not told to the model.
    #expect(session.question?.request.contents.map(\.role) == ["user", "user"])
  }

  @Test("are called off by a user who begins to speak")
  func activity() {
    let manual =
      #"{"realtimeInputConfig": {"automaticActivityDetection": {"disabled": true}}, "tools": [{"functionDeclarations": [{"name": "f"}]}]}"#
    var session = LiveDialogue(manual)
    session.ask("Go")
    session.model(Self.call("f"))
    session.end()
    session.ask("held")
    _ = session.take()
    session.client(#"{"realtimeInput": {"activityStart": {}}}"#)
    #expect(session.take() == ["cancelled c1", "interrupted", "turnComplete+usage"])
    session.answer("c1")
    #expect(session.take().isEmpty)
    session.client(#"{"realtimeInput": {"text": "Hello"}}"#)
    #expect(session.take().isEmpty)
    session.client(#"{"realtimeInput": {"activityEnd": {}}}"#)
    #expect(session.take() == ["begin 2"])
    #expect(session.question?.request.contents.map { $0.parts[0] } == ["Go", "held", "Hello"].map(Part.text))
  }

  @Test("end the turn of models that have it so; the answer begins another")
  func turnEnds() {
    var traits = LiveDialogue.halfCascade
    traits.turnEndsWithCall = true
    var session = Self.calling(traits)
    #expect(session.take() == ["begin 1", "toolCall f:c1", "turnComplete+usage"])
    session.answer("c1")
    session.end()
    #expect(session.take() == ["begin 2", "generationComplete", "turnComplete+usage"])
  }

  static func waiting(_ typed: String? = nil) -> LiveDialogue {
    var session = LiveDialogue(tools)
    session.ask("Book")
    session.model(call("later"), .text("I am on it."))
    session.end()
    if let typed { session.ask(typed) }
    return session
  }

  @Test("that do not block leave the turn alone")
  func nonBlocking() {
    var session = Self.waiting()
    #expect(
      session.take() == [
        "begin 1", "toolCall later:c1", "text I am on it.", "generationComplete", "turnComplete+usage",
      ]
    )
  }

  @Test(
    "are spoken of at once by a model at rest",
    arguments: ["", #","scheduling":"WHEN_IDLE""#, #","scheduling":"INTERRUPT""#]
  )
  func atRest(scheduling: String) {
    var session = Self.waiting()
    _ = session.take()
    session.answer("c1", scheduling)
    #expect(session.take() == ["begin 2"])
    #expect(session.question?.askingContent == 0)
    #expect(session.question?.request.contents.map(\.role) == ["user", "model", "user"])
    #expect(session.question?.request.contents[1].parts.count == 2)
    session.answer("c1")
    #expect(session.take().isEmpty)
  }

  @Test("are spoken of after what is being said: WHEN_IDLE")
  func whenIdle() {
    var session = Self.waiting("Count")
    session.model(.text("1"))
    session.answer("c1", #","scheduling":"WHEN_IDLE""#)
    _ = session.take()
    session.end()
    #expect(session.take() == ["generationComplete", "turnComplete+usage", "begin 3"])
    #expect(session.question?.askingContent == 0)
    #expect(session.question?.request.contents.map(\.role) == ["user", "model", "user", "model", "user"])
  }

  @Test("are spoken of instead of what is being said: INTERRUPT")
  func interrupt() {
    var session = Self.waiting("Count")
    session.model(.text("1"))
    _ = session.take()
    session.answer("c1", #","scheduling":"INTERRUPT""#)
    #expect(session.take() == ["cancel 2", "interrupted", "turnComplete+usage", "begin 3"])
    #expect(session.question?.askingContent == 0)
  }

  @Test("are only known of: SILENT")
  func silent() {
    var session = Self.waiting("Count")
    session.answer("c1", #","scheduling":"SILENT""#)
    _ = session.take()
    session.end()
    #expect(session.take() == ["generationComplete", "turnComplete+usage"])
    session.ask("Hello")
    #expect(session.question?.request.contents.map(\.role) == ["user", "model", "user", "model", "user", "user"])
  }

  @Test("stay open for further answers where the client says so")
  func further() {
    var session = Self.waiting()
    session.answer("c1", #","willContinue":true"#)
    session.end()
    _ = session.take()
    session.answer("c1", #","willContinue":false"#)
    #expect(session.take() == ["begin 3"])
    session.end()
    session.answer("c1")
    #expect(session.take() == ["generationComplete", "turnComplete+usage"])
  }

  @Test(
    "block or not as the model has it, whatever is declared",
    arguments: [
      (LiveTraits.Calls.blocking, "later", false), (.nonBlocking, "f", true), (.nonBlockingByDefault, "f", true),
    ]
  )
  func kinds(calls: LiveTraits.Calls, name: String, ends: Bool) {
    var traits = LiveDialogue.halfCascade
    (traits.calls, traits.interactionStatus) = (calls, true)
    var session = LiveDialogue(Self.tools, traits: traits)
    session.ask("Go")
    session.model(Self.call(name))
    session.end()
    let end = ends ? ["generationComplete", "turnComplete IN_PROGRESS+usage"] : []
    #expect(session.take() == ["begin 1", "toolCall \(name):c1"] + end)
    session.answer("c1", ends && calls == .nonBlocking ? #","scheduling":"SILENT""# : "")
    #expect(
      session.take() == (calls == .nonBlocking ? ["close 1007 Request contains an invalid argument."] : ["begin 2"])
    )
  }

  @Test("without an answer are bounded")
  func bounded() {
    var session = LiveDialogue(Self.tools)
    session.ask("Go")
    for _ in 0...LiveLimits.openCallCount { session.model(Self.call("later")) }
    #expect(session.take().last == "close 1011 1000 calls of functions are not answered; answer them first.")
  }
}
