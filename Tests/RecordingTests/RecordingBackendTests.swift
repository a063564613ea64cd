import Foundation
import GeminiAPI
import Logging
import ModelBackends
import Recording
import Synchronization
import Testing

@Suite("A backend that is recorded")
struct RecordingBackendTests {
  /// Another server, which sends pieces.
  private struct Server: VerbatimBackend {
    var contentType = "text/event-stream"
    var pieces: [String] = []

    func answer(_ request: RequestTransport) -> VerbatimAnswer {
      let pieces = pieces
      return VerbatimAnswer(status: 200, contentType: contentType) { write in
        for piece in pieces { try await write(Array(piece.utf8)) }
      }
    }
  }

  private static let path = "/v1beta/models/gemini-2.5-flash:streamGenerateContent"
  private static let request = RequestTransport(
    path: path,
    query: "alt=sse&key=secret",
    headers: { [("TEST-name", "mine")] },
    body: Array(#"{"contents": []}"#.utf8)
  )

  private func temporary(_ check: (String) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "pollux-recorded-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try await check(folder)
  }

  private func backend(_ server: Server, in folder: String, limit: Int = 1000) throws -> RecordingBackend {
    let recorder = try Recorder(directory: folder, logger: Logger(label: "test"))
    return RecordingBackend(server, recorder: recorder, limit: limit, clock: ContinuousClock())
  }

  @Test
  func `passes pieces on as they come, and writes events down before the end`() async throws {
    try await temporary { folder in
      let backend = try backend(Server(pieces: ["data: {\"a\"", ": 1}\n\ndata: 2\n\n"]), in: folder)
      let answer = try #require(try await backend.verbatim(Self.request, .arrived))
      var seen: [String] = []
      try await answer.write { bytes in
        let files = try FileManager.default.contentsOfDirectory(atPath: folder)
        #expect(files.isEmpty)
        seen.append(String(decoding: bytes, as: UTF8.self))
      }
      #expect(seen == ["data: {\"a\"", ": 1}\n\ndata: 2\n\n"])
      let name = try #require(try FileManager.default.contentsOfDirectory(atPath: folder).first)
      let written = try #require(try RecordingFile.read("\(folder)/\(name)").first)
      #expect(
        written.pieces.map { String(decoding: $0.bytes, as: UTF8.self) } == ["data: {\"a\": 1}\n\n", "data: 2\n\n"]
      )
      #expect(written.path == Self.path && written.query == "alt=sse&key=REDACTED" && written.testName == "mine")
    }
  }

  @Test
  func `passes on what is too large to be written down`() async throws {
    try await temporary { folder in
      let backend = try backend(Server(pieces: ["data: 1\n\n", "data: 2\n\n"]), in: folder, limit: 17)
      let answer = try #require(try await backend.verbatim(Self.request, .arrived))
      #expect(try await answer.collect() == Array("data: 1\n\ndata: 2\n\n".utf8))
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
    }
  }

  @Test
  func `is replayed with the waits of then, on the clock it is given`() async throws {
    try await temporary { folder in
      let backend = try backend(Server(pieces: ["data: 1\n\n", "data: 2\n\n"]), in: folder)
      _ = try await backend.verbatim(Self.request, .arrived)?.collect()
      let name = try #require(try FileManager.default.contentsOfDirectory(atPath: folder).first)
      var written = try RecordingFile.read("\(folder)/\(name)")
      written[0].pieces[0].wait = .seconds(3)
      written[0].pieces[1].wait = .seconds(5)
      try Data(RecordingFile.text(written)).write(to: URL(filePath: "\(folder)/\(name)"))
      let clock = CountingClock()
      let replay = Replay(try Replayer(directory: folder), waitingBy: clock)
      #expect(try await replay.answer(Self.request).collect() == Array("data: 1\n\ndata: 2\n\n".utf8))
      #expect(clock.now.offset == .seconds(8))
    }
  }
}

/// Jumps to where it is asked to wait for.
private final class CountingClock: Clock {
  struct Instant: InstantProtocol {
    var offset: Duration

    func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
    func duration(to other: Instant) -> Duration { other.offset - offset }
    static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
  }

  private let time = Mutex(Instant(offset: .zero))

  var now: Instant { time.withLock { $0 } }
  var minimumResolution: Duration { .zero }

  func sleep(until deadline: Instant, tolerance: Duration?) { time.withLock { $0 = deadline } }
}
