import Foundation
import Testing
import TestSupport

extension Surfaces {
  @Suite(
    "The bytes of a stream",
    .surface(
      fixtures: "Fixtures/dialects",
      environment: ["POLLUX_MINIMUM_DEADLINE": "0"],
      outputs: ["print(6 * 7)": "42\n", "import time\nprint(\"on\", flush=True)\ntime.sleep(600)": .never]
    )
  )
  struct StreamBytesTests {
    /// The writes of a streamed body, each of which is one chunk of HTTP.
    private func writes(_ prompt: String, headers: [String: String] = [:]) async throws -> [[UInt8]] {
      let port = try SurfaceServer.current.port
      let body = try GenerateBody(prompt: prompt).json()
      let text = try await onOwnThread {
        let connection = try HTTPConnection(port: port)
        let all = headers.merging(["Connection": "close"]) { first, _ in first }
        try connection.send(method: "POST", target: SurfaceServer.stream, headers: all, body: body)
        return try connection.readToEnd()
      }
      var bytes = Array(text.utf8)[...]
      let head = try #require(bytes.firstRange(of: Array("\r\n\r\n".utf8)))
      bytes = bytes[head.upperBound...]
      var writes: [[UInt8]] = []
      while let line = bytes.firstRange(of: [13, 10]) {
        let count = try #require(Int(String(decoding: bytes[..<line.lowerBound], as: UTF8.self), radix: 16))
        if count == 0 { return writes }
        writes.append(Array(bytes[line.upperBound..<line.upperBound + count]))
        bytes = bytes[(line.upperBound + count + 2)...]
      }
      throw TestFailure("the stream has no end")
    }

    @Test("every write is one event: one line that begins with `data: `, and an empty one; nothing else")
    func events() async throws {
      let writes = try await writes("works")
      #expect(writes.count == 4)
      for write in writes {
        let text = String(decoding: write, as: UTF8.self)
        #expect(text.hasPrefix("data: {"))
        #expect(text.hasSuffix("}\r\n\r\n"))
        let line = text.dropFirst("data: ".count).utf8.dropLast(4)
        #expect(!line.contains(10) && !line.contains(13))
        _ = try JSONSerialization.jsonObject(with: Data(line))
      }
      #expect(!String(decoding: writes.joined(), as: UTF8.self).contains("[DONE]"))
    }

    @Test("the rules of each SDK find the same events, wherever the network cuts the bytes")
    func cuts() async throws {
      let writes = try await writes("works")
      let body = Array(writes.joined())
      let events = writes.map { String(decoding: $0.dropFirst("data: ".utf8.count).dropLast(4), as: UTF8.self) }
      for offset in 0...body.count {
        #expect(try PythonEventReader.events(of: body, cutAt: offset) == events)
        #expect(try GoEventReader.events(of: body, cutAt: offset) == events)
        #expect(try JavaScriptEventReader.events(of: body, cutAt: offset) == events)
      }
      let single = body.indices.map { body[$0...$0] }
      #expect(try PythonEventReader.events(of: single) == events)
      #expect(try GoEventReader.events(of: single) == events)
      #expect(try JavaScriptEventReader.events(of: single) == events)
    }

    @Test("an error amid a stream is raw JSON in a write of its own, and every SDK sees it")
    func error() async throws {
      let writes = try await writes("breaks", headers: ["X-Server-Timeout": "2"])
      let last = try #require(writes.last)
      for write in writes.dropLast() { #expect(write.starts(with: "data: ".utf8)) }
      #expect(writes.count == 3)
      let text = String(decoding: last, as: UTF8.self)
      #expect(text.hasPrefix("{\n  \"error\": {\n    \"code\": 504,"), "\(text)")
      #expect(text.contains("\"status\": \"DEADLINE_EXCEEDED\""))

      let pieces = writes.map { $0[...] }
      let found = try PythonEventReader.events(of: pieces)
      #expect(found.count == 3)
      #expect(found.last?.contains("\"code\": 504") == true)
      #expect(throws: TestFailure.self) { try GoEventReader.events(of: pieces) }
      #expect(throws: TestFailure.self) { try JavaScriptEventReader.events(of: pieces) }
    }
  }
}
