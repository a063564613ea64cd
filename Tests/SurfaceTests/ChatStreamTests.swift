import ChatCompletions
import Foundation
import Synchronization
import TestSupport
import Testing

extension Surfaces {
  @Suite("A model behind chat completions")
  struct ChatStreamTests {
    private func chunks(_ answer: HTTPAnswer) throws -> [GenerateAnswer] {
      try PythonEventReader.events(of: [answer.body[...]]).map { event in
        try JSONDecoder().decode(GenerateAnswer.self, from: Data(event.utf8))
      }
    }

    @Test("is streamed with its code, the real result and its own counts")
    func parts() async throws {
      try await ChatSurface.run(mode: .fence) { number, peer in
        if number == 1 {
          let pieces = ["I ", "compute.\\n``", "`python\\nprint", "(1)\\n``", "`", "\\n"].map(Wire.text)
          try await peer.send(Wire.head + pieces.joined() + Wire.stop() + Wire.usage(11, 12) + Wire.end)
        } else {
          try await peer.send(
            Wire.head + Wire.text("It is") + Wire.text(" 1.") + Wire.stop() + Wire.usage(30, 4) + Wire.end
          )
        }
      } _: { surface in
        let answer = try await surface.server.request("POST", SurfaceServer.stream, body: ChatSurface.body())
        let chunks = try chunks(answer)
        let parts = chunks.flatMap { $0.candidates?.first?.content?.parts ?? [] }
        #expect(parts.compactMap(\.executableCode).map(\.code) == ["print(1)"], "\(answer.text)")
        #expect(parts.compactMap(\.codeExecutionResult?.output) == ["1\n"])
        let texts = parts.map { $0.text ?? ($0.executableCode != nil ? "[code]" : "[result]") }
        #expect(texts.filter { !$0.isEmpty } == ["I ", "compute.\n", "[code]", "[result]", "It is", " 1."], "\(texts)")
        #expect(chunks.compactMap { $0.candidates?.first?.finishReason } == ["STOP"])
        let usage = try #require(chunks.last?.usageMetadata)
        #expect(usage.promptTokenCount == 11 && usage.candidatesTokenCount == 16 && usage.toolUsePromptTokenCount == 30)
        #expect(surface.asked[1].contains(#"[code output] outcome=OK\n1\n[end of output]"#))

        let whole = try await surface.server.request(body: ChatSurface.body()).decoded(GenerateAnswer.self)
        #expect(whole.candidates?.first?.content?.parts.last?.text == "It is 1.")
      }
    }

    @Test("has each delta at the client before the upstream gives the next, and each is a chunk")
    func deltaByDelta() async throws {
      let read = [Signal(), Signal()]
      let long = String(repeating: "word ", count: 100)
      try await ChatSurface.run { _, peer in
        try await peer.send(Wire.head + Wire.text("One. "))
        await read[0].wait()
        try await peer.send(Wire.text(long))
        await read[1].wait()
        try await peer.send(Wire.stop() + Wire.end)
      } _: { surface in
        let connection = try surface.connect()
        _ = try await onOwnThread { try connection.read(until: "One. ") }
        read[0].fire()
        let text = try await onOwnThread { try connection.read(until: long) }
        #expect(text.contains("\"\(long)"))
        read[1].fire()
        _ = try await onOwnThread { try connection.read(until: "\"finishReason\": \"STOP\"") }
      }
    }

    @Test("loses its request when the client leaves amid its words")
    func leftAmidWords() async throws {
      let closed = Signal()
      try await ChatSurface.run { _, peer in
        try await peer.send(Wire.head + Wire.text("One. "))
        try await peer.waitForEnd()
        closed.fire()
      } _: { surface in
        let connection = try surface.connect()
        _ = try await onOwnThread { try connection.read(until: "One. ") }
        connection.leave()
        await closed.wait()
      }
    }

    @Test("loses its request at the end of a block, before it can make up an output")
    func leftAtBlock() async throws {
      let closed = Signal()
      try await ChatSurface.run(mode: .fence) { number, peer in
        guard number == 1 else { return try await peer.send(Wire.head + Wire.text("1.") + Wire.stop() + Wire.end) }
        try await peer.send(Wire.head + Wire.text("```python\\nprint(1)\\n```\\n") + Wire.text("Output: 7"))
        try await peer.waitForEnd()
        closed.fire()
      } _: { surface in
        let answer = try await surface.server.request(body: ChatSurface.body())
        #expect(answer.text.contains("\"1.\"") && !answer.text.contains("Output"), "\(answer.text)")
        await closed.wait()
      }
    }

    @Test("is stopped at the client's stop sequence where it goes on")
    func stopIgnored() async throws {
      let closed = Signal()
      try await ChatSurface.run { _, peer in
        try await peer.send(Wire.head + Wire.text("One two") + Wire.text(" three four"))
        try await peer.waitForEnd()
        closed.fire()
      } _: { surface in
        let body = ChatSurface.body(#", "generationConfig": {"stopSequences": ["three"]}"#)
        let answer = try await surface.server.request(body: body).decoded(GenerateAnswer.self)
        #expect(answer.candidates?.first?.content?.parts.compactMap(\.text).joined() == "One two ")
        #expect(answer.candidates?.first?.finishReason == "STOP" && surface.asked[0].contains(#""stop": ["three"]"#))
        await closed.wait()
      }
    }

    @Test("has calls in the shapes that servers really send")
    func shapes() async throws {
      let calls = [
        #"{"tool_calls":[{"function":{"name":"run_python","arguments":{"code":"print(1)"}}}]}"#,
        #"{"tool_calls":[{"index":0,"id":"","function":{"name":"run_python","arguments":"print(1)"}}]}"#,
        #"{"tool_calls":[{"index":0,"id":null,"type":"function","function":{"name":"run_python","arguments":"{\"code\":\"print(1)\"}"}}]}"#,
      ]
      for call in calls {
        try await ChatSurface.run { number, peer in
          try await peer.send(
            number == 1
              ? Wire.head + Wire.delta(call, finish: "tool_calls") + Wire.end
              : Wire.head + Wire.text("Done.") + Wire.stop() + Wire.end
          )
        } _: { surface in
          let answer = try await surface.server.request(body: ChatSurface.body())
          #expect(answer.text.contains("OUTCOME_OK") && answer.text.contains("Done."), "\(call): \(answer.text)")
        }
      }
    }
  }
}
