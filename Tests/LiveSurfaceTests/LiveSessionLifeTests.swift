import GeminiAPI
import Generation
import ModelBackends
import Testing

@testable import LiveSurface

@Suite("The life of a Live session")
struct LiveSessionLifeTests {
  @Test("a message before the setup, a second setup and none at all end it with the service's words")
  func setup() {
    var early = LiveDialogue(isOpen: false)
    early.ask("Hi")
    #expect(early.take() == ["close 1007 Request contains an invalid argument."])
    var second = LiveDialogue()
    second.client(#"{"setup": {}}"#)
    #expect(second.take() == ["close 1007 setup must be the first message and only the first"])
    var silent = LiveDialogue(isOpen: false)
    #expect(silent.state.began() == [.wait(.setup, .seconds(30))])
    silent.put(.elapsed(.setup))
    #expect(silent.take() == ["close 1011 The client sent no setup in time."])
    var patient = LiveDialogue()
    patient.put(.elapsed(.setup))
    #expect(patient.take().isEmpty)
  }

  @Test("what cannot be read ends it")
  func unreadable() {
    var session = LiveDialogue()
    session.ask("Hi")
    session.client(#"{"clientContent": {"turn": []}}"#)
    let reason = "Invalid JSON payload received. Unknown name \"turn\" at 'client_content': Cannot find field."
    #expect(session.take() == ["begin 1", "cancel 1", "close 1007 \(reason)"])
  }

  @Test("a refused setup ends it")
  func refused() {
    var state = LiveSessionState(identifiers: LiveIdentifiers(nextCall: { "c" }, nextHandle: { "h" }))
    #expect(state.take(.message(.setup(BidiGenerateContentSetup()))) == [.open(BidiGenerateContentSetup())])
    #expect(state.take(.refused(.tokenUsedUp)) == [.close(.tokenUsedUp)])
  }

  static let resuming = #"{"sessionResumption": {}}"#

  @Test("handles are told at rest to whoever asked, and lead to what was said")
  func handles() {
    var session = LiveDialogue(Self.resuming)
    session.ask("Hi")
    session.model(.text("Hello"))
    session.end()
    #expect(
      session.take() == ["begin 1", "text Hello", "generationComplete", "turnComplete+usage", "handle h1"]
    )
    session.ask("Again")
    #expect(session.take() == ["handle none", "begin 2"])
    session.end()
    #expect(session.memories["h1"]?.contents.count == 2 && session.memories["h2"]?.contents.count == 3)
    var quiet = LiveDialogue()
    quiet.ask("Hi")
    quiet.end()
    #expect(!quiet.take().contains { $0.hasPrefix("handle") })
  }

  @Test("a session that is resumed knows what was said")
  func resumed() {
    var session = LiveDialogue(contents: [Content(role: "user", parts: [.text("Hi")])])
    session.ask("Again")
    #expect(session.question?.request.contents.count == 2)
  }

  @Test("its end is announced, and comes")
  func lifetime() {
    var long = LiveDialogue(lifetime: .seconds(600), isOpen: false)
    long.client(#"{"setup": {}}"#)
    #expect(long.take().last == "wait goAway(timeLeft: 50.0 seconds) 550.0 seconds")
    var short = LiveDialogue(lifetime: .seconds(3), isOpen: false)
    short.client(#"{"setup": {}}"#)
    #expect(short.take().last == "wait goAway(timeLeft: 1.5 seconds) 1.5 seconds")
    short.ask("Hi")
    short.put(.elapsed(.goAway(timeLeft: .seconds(1.5))))
    #expect(short.take() == ["begin 1", "goAway 1500", "wait over 1.5 seconds"])
    short.put(.elapsed(.over))
    #expect(short.take() == ["cancel 1", "close 1008 \(LiveClose(.goAwayIgnored).reason)"])
  }

  @Test("a server that goes down says so, and leaves")
  func draining() {
    var session = LiveDialogue()
    session.put(.draining)
    #expect(session.take() == ["goAway 1000", "wait down 1.0 seconds"])
    session.put(.elapsed(.down))
    #expect(session.take() == ["close 1001 The server is shutting down."])
    var fresh = LiveDialogue(isOpen: false)
    fresh.put(.draining)
    #expect(fresh.take() == ["close 1001 The server is shutting down."])
  }

  @Test("a client that leaves stops what runs, and is told nothing")
  func left() {
    var session = LiveDialogue()
    session.ask("Hi")
    session.put(.left)
    #expect(session.take() == ["begin 1", "cancel 1"])
    #expect(session.state.hasEnded)
  }

  @Test("a token that is no longer valid ends it")
  func token() {
    var session = LiveDialogue()
    session.put(.tokenEnded)
    #expect(session.take() == ["close 1011 auth token has expired"])
  }

  static let manual = #"{"realtimeInputConfig": {"automaticActivityDetection": {"disabled": true}}}"#

  @Test(
    "wrong input ends it with words that help",
    arguments: [
      (
        "{}", #"{"realtimeInput": {"activityStart": {}}}"#,
        "1007 Explicit activity control is not supported when automatic activity detection is enabled."
      ),
      (
        "{}", #"{"realtimeInput": {"activityEnd": {}}}"#,
        "1007 Explicit activity control is not supported when automatic activity detection is enabled."
      ),
      (
        manual, #"{"realtimeInput": {"audioStreamEnd": true}}"#,
        "1007 audioStreamEnd is not supported when automatic activity detection is disabled; send activityEnd."
      ),
      (
        "{}", #"{"clientContent": {"turns": [{"role": "tool", "parts": [{"text": "x"}]}]}}"#,
        "1007 Please use a valid role: user, model."
      ),
      ("{}", #"{"clientContent": {"turnComplete": true}}"#, "1007 Request contains an invalid argument."),
      (
        "{}", #"{"realtimeInput": {"video": {"mimeType": "video/mp4", "data": "AAAA"}}}"#,
        "1007 Unsupported video type video/mp4; send pictures such as image/jpeg."
      ),
    ]
  )
  func wrong(setup: String, message: String, close: String) {
    var session = LiveDialogue(setup)
    session.client(message)
    #expect(session.take() == ["close \(close)"])
  }

  @Test("an activity in which nothing is said ends the turn, and then the session")
  func emptyActivity() {
    var session = LiveDialogue(Self.manual)
    session.client(#"{"realtimeInput": {"activityStart": {}}}"#)
    session.client(#"{"realtimeInput": {"activityEnd": {}}}"#)
    #expect(session.take() == ["turnComplete+usage", "close 1007 Precondition check failed."])
  }

  @Test("who may not interrupt by speaking does not")
  func noInterruption() {
    var session = LiveDialogue(
      #"{"realtimeInputConfig": {"automaticActivityDetection": {"disabled": true}, "activityHandling": "NO_INTERRUPTION"}}"#
    )
    session.ask("Hi")
    session.client(#"{"realtimeInput": {"activityStart": {}}}"#)
    #expect(session.take() == ["begin 1"])
  }

  @Test("the last picture belongs to the next question that is spoken")
  func picture() {
    var session = LiveDialogue()
    session.client(#"{"realtimeInput": {"video": {"mimeType": "image/jpeg", "data": "AAAA"}}}"#)
    session.client(#"{"realtimeInput": {"mediaChunks": [{"mimeType": "image/png", "data": "AAAA"}]}}"#)
    session.client(#"{"realtimeInput": {"text": "What is it?"}}"#)
    #expect(
      session.question?.request.contents.last?.parts == [
        .inlineData(Blob(mimeType: "image/png", data: [0, 0, 0] as [UInt8])), .text("What is it?"),
      ]
    )
  }

  @Test("an update changes what it names from the next turn on, and brings no tool the model has not")
  func update() {
    var session = LiveDialogue(
      #"{"tools": [{"googleSearch": {}}], "generationConfig": {"response_modalities": ["TEXT"], "topK": 3}}"#
    )
    session.client(#"{"contextUpdate": {"tools": {"tools": [{"codeExecution": {}}]}}}"#)
    session.ask("Hi")
    #expect(session.question?.request.tools.map(\.codeExecution) == [true])
    #expect(session.question?.members.map(\.value.lineText) == [#"{"topK": 3}"#, #"[{"codeExecution": {}}]"#])
    session.client(
      #"{"contextUpdate": {"tools": {"tools": []}, "systemInstruction": {"parts": [{"text": "Be brief."}]}}}"#
    )
    session.ask("And?")
    #expect(session.question?.request.tools.isEmpty == true)
    #expect(session.question?.request.systemInstruction?.parts == [.text("Be brief.")])
    var traits = LiveDialogue.halfCascade
    traits.codeExecution = false
    var other = LiveDialogue(traits: traits)
    other.client(#"{"contextUpdate": {"tools": {"tools": [{"codeExecution": {}}]}}}"#)
    #expect(other.take() == ["close 1007 Code execution is not supported for models/m in the Live API."])
  }

  @Test("a sliding window drops the oldest turns, whole")
  func window() {
    var session = LiveDialogue(
      #"{"contextWindowCompression": {"triggerTokens": 11, "slidingWindow": {"targetTokens": 4}}}"#
    )
    for number in 1...6 {
      session.ask("question \(number)")
      session.model(.text("answer \(number)"))
      session.end()
    }
    let contents = session.question?.request.contents ?? []
    #expect(contents.count < 11 && contents.first?.role == "user" && contents.last?.parts == [.text("question 6")])
  }

  @Test("more than a session may hold ends it")
  func tooLarge() {
    var session = LiveDialogue()
    let megabyte = [UInt8](repeating: 0, count: 1 << 20)
    let piece = Content(role: "user", parts: [.inlineData(Blob(mimeType: "text/plain", data: megabyte))])
    let content = BidiGenerateContentClientContent(turns: Array(repeating: piece, count: 65), turnComplete: true)
    session.put(.message(.clientContent(content)))
    let words = "The session holds more than 64 MiB; begin a new one, or turn on a sliding window."
    #expect(session.take() == ["close 1007 \(words)"])
  }
}
