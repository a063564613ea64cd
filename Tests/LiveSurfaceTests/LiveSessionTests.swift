import Executions
import GeminiAPI
import Generation
import ModelBackends
import Synchronization
import Testing

@testable import LiveSurface

@Suite("A session on a connection")
struct LiveSessionTests {
  @Test("answers typed turns with the conversation so far, and runs code")
  func turns() async throws {
    let server = try LiveServer { conversation in
      let count = conversation.request.contents.count
      guard count > 1 else {
        return [.executableCode(ExecutableCode(language: .python, code: "print(1)")), .text("Ran.")]
      }
      return [.text("\(count) contents, \(conversation.transport.api)")]
    }
    try await server.connect { client in
      client.ask("Hi")
      let first = await client.turn()
      #expect(
        JSONValue.kinds(of: first) == [
          "setupComplete", "executableCode", "codeExecutionResult", "text", "generationComplete", "turnComplete",
        ]
      )
      let usage = try #require(first.last?["usageMetadata"])
      #expect(usage["promptTokenCount"] != nil && usage["responseTokenCount"] != nil)
      client.ask("Again")
      #expect(JSONValue.text(of: await client.turn()) == "3 contents, live")
    }
    #expect(server.watch.counts == CountingWatch.Counts(begun: 1, turns: 2, codes: [nil]))
  }

  @Test("an interrupted run is stopped before the next one begins")
  func interruption() async throws {
    let running = Mutex((now: 0, most: 0))
    let server = try LiveServer(run: { _ in
      running.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1)) }
      defer { running.withLock { $0.now -= 1 } }
      try await Task.sleep(for: .seconds(600))
      throw Status.internal("not stopped")
    }) { conversation in
      conversation.request.contents.last?.parts == [.text("Stop")]
        ? [.text("Stopped.")] : [.executableCode(ExecutableCode(language: .python, code: "sleep()"))]
    }
    try await server.connect { client in
      for _ in 0..<20 {
        client.ask("Sleep")
        _ = await client.messages { $0["serverContent"]?["modelTurn"] != nil }
        client.ask("Stop")
        #expect(JSONValue.kinds(of: await client.turn()) == ["interrupted", "turnComplete"])
        #expect(JSONValue.text(of: await client.turn()) == "Stopped.")
      }
    }
    #expect(running.withLock { $0.most } == 1 && running.withLock { $0.now } == 0)
    #expect(server.watch.counts.interruptions == 20)
  }

  @Test("a client that leaves ends what runs")
  func leaving() async throws {
    let server = try LiveServer(run: { _ in
      try await Task.sleep(for: .seconds(600))
      throw Status.internal("not stopped")
    }) { _ in [.executableCode(ExecutableCode(language: .python, code: "sleep()"))] }
    try await server.connect { client in
      client.ask("Sleep")
      _ = await client.messages { $0["serverContent"]?["modelTurn"] != nil }
    }
    #expect(server.watch.counts.codes == [nil])
  }

  @Test("a handle leads to the conversation, also an older one; others lead nowhere")
  func resumption() async throws {
    let server = try LiveServer { [.text("\($0.request.contents.count)")] }
    func setup(_ handle: String, model: String = "writer") -> String {
      #"{"setup": {"model": "models/\#(model)", "sessionResumption": {"handle": "\#(handle)"}}}"#
    }
    var handles: [String] = []
    try await server.connect(setup("")) { client in
      for text in ["a", "b"] {
        client.ask(text)
        let messages = await client.messages { $0["sessionResumptionUpdate"]?["resumable"] == true }
        handles.append(messages.last?["sessionResumptionUpdate"]?["newHandle"]?.text ?? "")
      }
    }
    #expect(Set(handles).count == 2 && handles.allSatisfy { $0.utf8.count == 36 })
    for (handle, count) in zip(handles, ["3", "5"]) {
      try await server.connect(setup(handle)) { client in
        client.ask("c")
        #expect(JSONValue.text(of: await client.turn()) == count)
      }
    }
    try await server.connect(setup("unknown")) { client in
      #expect(await client.closing() == LiveClose(code: 1008, reason: "BidiGenerateContent session not found"))
    }
    try await server.connect(setup(handles[0], model: "thinker")) { client in
      #expect(await client.closing()?.code == 1007)
    }
  }

  static let notFound = "is not found for API version v1beta, or is not supported for bidiGenerateContent. Call "

  @Test(
    "a setup that is wrong closes with the service's code and words",
    arguments: [
      (#"{"model": "models/none"}"#, 1008, "models/none \(notFound)"),
      (#"{"model": "models/plain"}"#, 1008, "models/plain \(notFound)"), (#"{}"#, 1008, "models/ \(notFound)"),
      (
        #"{"model": "models/writer", "generationConfig": {"responseModalities": ["AUDIO"]}}"#, 1007,
        "The requested combination of response modalities (AUDIO) is not supported by the model. models/writer "
      ),
      (
        #"{"model": "models/speaker", "generationConfig": {"responseModalities": ["TEXT"]}}"#, 1007,
        "The requested combination of response modalities (TEXT) is not supported by the model. models/speaker "
      ),
      (
        #"{"model": "models/writer", "generationConfig": {"responseModalities": ["TEXT", "AUDIO"]}}"#, 1007,
        "Request contains an invalid argument."
      ),
      (
        #"{"model": "models/speaker", "tools": [{"codeExecution": {}}]}"#, 1007,
        "Code execution is not supported for models/speaker in the Live API."
      ),
      (#"{"model": "models/thinker"}"#, 1007, "Request contains an invalid argument."),
      (
        #"{"model": "models/writer", "proactivity": {}}"#, 1007,
        "Invalid JSON payload received. Unknown name \"proactivity\" at 'setup': Cannot find field."
      ),
      (#"{"model": "models/writer", "sessionResumption": {"transparent": true}}"#, 1007, "Request contains"),
      (
        #"{"model": "models/writer", "generationConfig": {"responseMimeType": "application/json"}}"#, 1007,
        "setup.generation_config.response_mime_type is not supported in the Live API."
      ),
      (
        #"{"model": "models/writer", "tools": [{"functionDeclarations": [{"name": "f"}, {"name": "f"}]}]}"#, 1007,
        "Duplicate function declaration found: f"
      ),
    ]
  )
  func refusals(setup: String, code: Int, reason: String) async throws {
    let server = try LiveServer { _ in [] }
    try await server.connect(#"{"setup": \#(setup)}"#) { client in
      let close = try #require(await client.closing())
      #expect(close.code == code && close.reason.hasPrefix(reason), "\(close.reason)")
    }
  }

  @Test("a caller without a session is told so once its setup has come")
  func refusal() async throws {
    let server = try LiveServer { _ in [] }
    var caller = LiveCaller(apiVersion: "v1beta", surface: .gemini, request: RequestTransport())
    caller.refusal = .invalidArgument("API key not valid. Please pass a valid API key.")
    try await server.connect(caller: caller) { client in
      let reason = "API key not valid. Please pass a valid API key."
      #expect(await client.closing() == LiveClose(code: 1007, reason: reason))
    }
  }

  @Test("a server that stops says so before it closes")
  func stopping() async throws {
    let server = try LiveServer { _ in [] }
    try await server.connect { client in
      _ = await client.messages { $0["setupComplete"] != nil }
      client.stopServer()
      #expect(await client.messages { $0["goAway"] != nil }.last?["goAway"]?["timeLeft"] == "1s")
      #expect(await client.closing()?.code == 1001)
    }
  }

  @Test("a session that lasts no longer is announced, and closed with the service's words")
  func lifetime() async throws {
    let server = try LiveServer(lifetime: .milliseconds(40)) { _ in [] }
    try await server.connect { client in
      #expect(await client.messages { $0["goAway"] != nil }.last?["goAway"]?["timeLeft"] == "0.020s")
      #expect(await client.closing() == LiveClose(.goAwayIgnored))
    }
  }

  @Test("another server's answer is told piece by piece")
  func verbatim() throws {
    let answer = VerbatimAnswer(status: 200, contentType: "text/event-stream") { _ in }
    var events = VerbatimEvents(answer)
    let chunk =
      #"data: {"candidates":[{"content":{"parts":[{"text":"Hi"},{"functionCall":{"name":"f"}}]},"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":3}}"#
    let told = try events.take(Array((chunk + "\r\n\r\n").utf8))
    #expect(told.map(\.0) == [.text("Hi"), .functionCall(FunctionCall(name: "f"))])
    #expect(told.last?.1.promptTokenCount == 3)
    #expect(try events.finish().map(\.0) == [.finished(Ending(.stop))])
    var refused = VerbatimEvents(VerbatimAnswer(status: 429, contentType: "application/json") { _ in })
    #expect(
      try refused.take(Array(#"{"error":{"code":429,"message":"Slow down.","status":"RESOURCE_EXHAUSTED"}}"#.utf8))
        .isEmpty
    )
    #expect(throws: Status.resourceExhausted("Slow down.")) { try refused.finish() }
  }

  @Test("handles are bounded: the oldest of a session go first, and a namespace has its own")
  func memories() {
    let time = Mutex(0)
    let memories = LiveMemories { Timestamp(microseconds: time.withLock { $0 }) }
    let memory = LiveMemory(model: "m", contents: [], byteCount: 10)
    let session = memories.newSession()
    for number in 0...LiveMemories.handlesOfSession {
      memories.keep(memory, handle: "h\(number)", session: session, namespace: "a")
    }
    #expect(memories.memory("h0", namespace: "a") == nil && memories.memory("h1", namespace: "a") == memory)
    #expect(memories.memory("h1", namespace: "") == nil)
    time.withLock { $0 = 7_201 * 1_000_000 }
    #expect(memories.memory("h1", namespace: "a") == nil)
    let large = LiveMemory(model: "m", contents: [], byteCount: LiveMemories.byteCount)
    memories.keep(large, handle: "large", session: memories.newSession(), namespace: "b")
    memories.keep(memory, handle: "next", session: memories.newSession(), namespace: "c")
    #expect(memories.memory("large", namespace: "b") == nil && memories.memory("next", namespace: "c") == memory)
    memories.reset(namespace: "b")
    #expect(memories.memory("next", namespace: "c") == memory)
    memories.reset(namespace: nil)
    #expect(memories.memory("next", namespace: "c") == nil)
  }
}
