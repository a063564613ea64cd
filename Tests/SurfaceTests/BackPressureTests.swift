import Executions
import GeminiAPI
import ModelBackends
import Synchronization
import TestSupport
import Testing

/// A model whose words come one by one, as fast as they are asked for, or as a test gives them.
private final class LiveModel: ModelBackend {
  private let word: @Sendable () async -> String?
  private let onRelease: @Sendable () -> Void
  /// Deltas that were asked for.
  let asked = Mutex(0)

  init(onRelease: @escaping @Sendable () -> Void = {}, word: @escaping @Sendable () async -> String?) {
    (self.word, self.onRelease) = (word, onRelease)
  }

  func respond(to conversation: Conversation) async throws -> ModelAnswer { .turns(Responder(self)) }

  private final class Responder: ModelResponder {
    private let model: LiveModel
    var isLive: Bool { true }

    init(_ model: LiveModel) { self.model = model }

    deinit { model.onRelease() }

    func beginTurn(after result: Execution?, runsCode: Bool) async throws -> ExecutableCode? { nil }

    func nextDelta() async throws -> ModelDelta? {
      model.asked.withLock { $0 += 1 }
      return await model.word().map { .text($0) }
    }
  }
}

extension Surfaces {
  @Suite("A model that streams")
  struct BackPressureTests {
    private static let prompt = #"{"contents": [{"role": "user", "parts": [{"text": "hi"}]}]}"#

    private func connect(_ server: SurfaceServer, headers: [String: String] = [:]) throws -> HTTPConnection {
      let connection = try HTTPConnection(port: server.port)
      try connection.send(
        method: "POST",
        target: SurfaceServer.stream,
        headers: headers.merging(["Content-Type": "application/json"]) { $1 },
        body: Self.prompt
      )
      return connection
    }

    @Test("has each delta at the client before it gives the next")
    func deltaByDelta() async throws {
      let (words, voice) = AsyncStream<String>.makeStream()
      let model = LiveModel { await words.first { _ in true } }
      let server = try await SurfaceServer(SurfaceServer.SetUp(backend: model))
      let connection = try connect(server)
      for number in 1...10 {
        voice.yield("word\(number).")
        _ = try await onOwnThread { try connection.read(until: "word\(number).") }
      }
      voice.finish()
      _ = try await onOwnThread { try connection.read(until: "\"finishReason\": \"STOP\"") }
      #expect(model.asked.withLock { $0 } == 11)
      try await server.stop()
    }

    @Test("is asked for no more while the client does not read, and ends with the client")
    func unread() async throws {
      let word = String(repeating: "x", count: 10_000)
      let (ends, end) = AsyncStream<Void>.makeStream()
      let model = LiveModel(onRelease: { end.finish() }) { word }
      let server = try await SurfaceServer(SurfaceServer.SetUp(backend: model))
      let connection = try connect(server)
      _ = try await onOwnThread { try connection.read(until: "x") }
      let ahead = try await settledCount(model)
      #expect(ahead < 3_200, "sockets hold some megabytes, 32 MB are too much")
      // Whoever reads on gets more.
      _ = try await onOwnThread {
        var bytes = 0
        while bytes < ahead * word.utf8.count { bytes += try connection.read(until: "x").utf8.count }
      }
      #expect(try await eventually { model.asked.withLock { $0 } > ahead })
      connection.leave()
      for await _ in ends {}
      try await server.stop()
    }

    @Test("is not cut by tokens that are counted here")
    func ownCount() async throws {
      let words = Mutex(["one ", "two ", "three ", "four "][...])
      let model = LiveModel { words.withLock { $0.popFirst() } }
      let server = try await SurfaceServer(SurfaceServer.SetUp(backend: model))
      let body = #"{"contents": [{"parts": [{"text": "hi"}]}], "generationConfig": {"maxOutputTokens": 2}}"#
      let answer = try await server.request(body: body)
      #expect(answer.text.contains("four") && answer.text.contains("\"finishReason\": \"STOP\""), "\(answer.text)")
      try await server.stop()
    }

    /// How often the model was asked, once that stands still.
    private func settledCount(_ model: LiveModel) async throws -> Int {
      var (last, still) = (0, 0)
      let isSettled = try await eventually(within: .seconds(60)) {
        let now = model.asked.withLock { $0 }
        (last, still) = (now, now == last ? still + 1 : 0)
        return still == 60
      }
      #expect(isSettled, "the model is asked on and on")
      return last
    }

    @Test("reaches the client whole, however many words it says")
    func long() async throws {
      let count = 10_000
      let said = Mutex(0)
      let model = LiveModel {
        said.withLock { said in
          defer { said += 1 }
          return said < count ? "word\(said)." : nil
        }
      }
      let server = try await SurfaceServer(SurfaceServer.SetUp(backend: model))
      let connection = try connect(server, headers: ["Connection": "close"])
      let text = try await onOwnThread { try connection.readToEnd() }
      #expect(text.matches(of: #/"text": "word(\d+)\./#).map { Int($0.1) } == Array(0..<count))
      try await server.stop()
    }
  }
}
