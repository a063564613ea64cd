import Foundation
import TestSupport
import Testing

extension Surfaces {
  @Suite("Faults on the wire", .surface(fixtures: "Fixtures/v1"))
  struct WireFaultTests {
    /// Everything a client reads until the connection ends; nil where it was reset.
    private func bytes(of fault: String, stream: Bool) async throws -> (text: String, isReset: Bool) {
      let server = try SurfaceServer.current
      return try await onOwnThread {
        let connection = try HTTPConnection(port: server.port)
        try connection.send(
          method: "POST",
          target: stream ? SurfaceServer.stream : SurfaceServer.generate,
          headers: ["Connection": "close", "X-Pollux-Namespace": "wire"],
          body: #"{"contents": [{"parts": [{"text": "fault \#(fault)"}]}]}"#
        )
        return try connection.readToEndOrReset()
      }
    }

    @Test(arguments: ["disconnect", "reset"])
    func `a connection that breaks off`(kind: String) async throws {
      let stream = try await bytes(of: kind, stream: true)
      #expect(!stream.text.hasSuffix("0\r\n\r\n") && !stream.text.contains("finishReason"))
      if kind == "disconnect" { #expect(stream.text.contains("one ") && !stream.isReset) }
      let whole = try await bytes(of: kind, stream: false)
      #expect(whole.text.isEmpty)
      #expect(whole.isReset == (kind == "reset"))
    }

    @Test
    func `a stream that ends too soon, and an answer shorter than its length`() async throws {
      let stream = try await bytes(of: "truncate", stream: true)
      #expect(stream.text.hasSuffix("0\r\n\r\n"))
      #expect(stream.text.contains("one ") && !stream.text.contains("two ") && !stream.text.contains("finishReason"))
      let whole = try await bytes(of: "truncate", stream: false)
      let length = try #require(whole.text.firstMatch(of: /Content-Length: (\d+)/)?.1)
      let body = try #require(whole.text.components(separatedBy: "\r\n\r\n").last)
      #expect(try #require(Int(length)) > body.utf8.count && !body.isEmpty)
    }

    @Test
    func `a stall, and then the rest`() async throws {
      for stream in [true, false] {
        let started = ContinuousClock.now
        let read = try await bytes(of: "stall", stream: stream)
        #expect(ContinuousClock.now - started >= .milliseconds(200))
        #expect(read.text.contains("three") && read.text.contains("STOP"))
      }
    }

    @Test(arguments: [true, false])
    func `JSON and UTF-8 that are none, chunks twice, chunks of nothing`(stream: Bool) async throws {
      let json = try await bytes(of: "bad_json", stream: stream).text
      let texts =
        stream
        ? json.components(separatedBy: "data: ").dropFirst().map { $0.components(separatedBy: "\r\n\r\n")[0] }
        : [json.components(separatedBy: "\r\n\r\n")[1]]
      let areSound = texts.map { (try? JSONSerialization.jsonObject(with: Data($0.utf8))) != nil }
      #expect(areSound.filter { !$0 }.count == 1)
      #expect(areSound.count == (stream ? 3 : 1) && json.contains("one "))
      // Between two tokens, where no client that puts U+FFFD in the place of bad bytes can read on.
      #expect(try await bytes(of: "bad_utf8", stream: stream).text.contains("{\u{FFFD}"))
      let twice = try await bytes(of: "duplicate", stream: stream).text
      #expect(twice.components(separatedBy: "two ").count - 1 == 2)
      let empty = try await bytes(of: "empty", stream: stream).text
      #expect(
        stream ? empty.contains("data: {}\r\n\r\n") && empty.contains("three") : empty.contains("Content-Length: 0")
      )
    }

    @Test
    func `the server answers the next request as ever`() async throws {
      #expect(
        try await SurfaceServer.current.request(body: #"{"contents": [{"parts": [{"text": "raw"}]}]}"#).status == 200
      )
    }
  }
}
