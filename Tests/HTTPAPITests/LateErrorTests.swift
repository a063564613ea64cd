import GeminiAPI
import NIOCore
import NIOHTTP1
import Synchronization
import Testing

@testable import HTTPAPI
@testable import HTTPServer

@Suite("An error amid a stream")
struct LateErrorTests {
  /// A clock that notes how long somebody slept, and wakes at once.
  private struct NotingClock: Clock {
    let note: @Sendable (Duration) -> Void

    var now: ContinuousClock.Instant { .now }
    var minimumResolution: Duration { .zero }

    func sleep(until deadline: ContinuousClock.Instant, tolerance: Duration?) async throws { note(deadline - now) }
  }

  @Test("keeps apart from the event before it, and is a write of its own", arguments: [ChunkFraming.events, .array])
  func gap(_ framing: ChunkFraming) async throws {
    let happened = Mutex<[String]>([])
    let (outbound, _) = ResponseSink.Outbound.makeTestingWriter()
    let sink = ResponseSink(
      outbound: outbound,
      request: HTTPRequestHead(version: .http1_1, method: .POST, uri: "/"),
      started: .now,
      requestID: 1,
      origin: nil,
      observer: nil
    )
    sink.observe { sent in
      guard case .bytes(let bytes) = sent else { return }
      happened.withLock { $0.append(String(decoding: bytes, as: UTF8.self)) }
    }
    try await sink.write([ByteBuffer(string: "event")], of: framing.contentType)
    let clock = NotingClock { duration in
      happened.withLock { $0.append(duration > .milliseconds(4) && duration <= LateError.gap ? "gap" : "\(duration)") }
    }
    try await sink.send(late: framing.late(error: Status(code: .internal, message: "late")), clock: clock)
    let all = happened.withLock { $0 }
    #expect(all.count == 3)
    #expect(all.prefix(2) == ["event", "gap"])
    #expect(all.last?.contains("late") == true)
  }

  @Test("of a recording is told from an event")
  func recorded() {
    #expect(LateError.isError(Array("{\n  \"error\"".utf8), after: 1))
    #expect(
      !LateError.isError(Array("{\n  \"error\"".utf8), after: 0),
      "a stream that is one error has nothing before it"
    )
    #expect(!LateError.isError(Array("data: {}".utf8), after: 1))
  }
}
