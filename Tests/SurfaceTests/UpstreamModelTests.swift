import Foundation
import Service
import Synchronization
import TestSupport
import Testing

extension Surfaces {
  /// Which model of an upstream answers for a name of a request.
  @Suite("The models of an upstream with chat completions")
  struct UpstreamModelTests {
    /// Runs a service in front of a server with models, set by variables and lines of `models.yaml`.
    ///
    /// - Parameters:
    ///   - listed: The models that the server lists.
    ///   - variables: Settings.
    ///   - changes: Lines of `models.yaml`, each with what stands in its place.
    ///   - body: Asks the service; the function gives the models the server was asked for.
    /// - Throws: What the body throws, or why the service does not start.
    private func run(
      listed: [String],
      _ variables: [String: String] = [:],
      changes: [String: String] = [:],
      _ body: (SurfaceServer, _ asked: () -> [String]) async throws -> Void
    ) async throws {
      let asked = Mutex<[String]>([])
      try await ByteServer.run { peer in
        while let (head, text) = try await peer.wholeRequest() {
          if head.hasPrefix("GET") {
            let list = listed.map { #"{"id": "\#($0)"}"# }.joined(separator: ", ")
            try await peer.send(Wire.whole("200 OK", #"{"object": "list", "data": [\#(list)]}"#))
          } else {
            let model = text.firstMatch(of: #/"model": *"([^"]*)"/#).map { String($0.1) }
            asked.withLock { $0.append(model ?? text) }
            try await peer.send(Wire.head + Wire.text("Fine.") + Wire.stop() + Wire.end)
          }
        }
      } _: { port in
        let folder = FileManager.default.temporaryDirectory.appending(path: "pollux-models-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.copyItem(at: Repository.sandboxConfig, to: folder)
        let file = folder.appending(path: "models.yaml")
        var models = try String(contentsOf: file, encoding: .utf8)
        for (line, other) in changes {
          try #require(models.ranges(of: line).count == 1, "models.yaml has no line \(line)")
          models = models.replacing(line, with: other.replacing("PORT", with: "\(port)"))
        }
        try models.write(to: file, atomically: true, encoding: .utf8)
        var environment = variables.mapValues { $0.replacing("PORT", with: "\(port)") }
        environment["POLLUX_SANDBOX_CONFIG"] = folder.path
        let server = try await SurfaceServer(SurfaceServer.SetUp(environment: environment))
        try await body(server) { asked.withLock { $0 } }
        try await server.stop()
      }
    }

    private static let standard = ["POLLUX_BACKEND": "openai", "POLLUX_UPSTREAM": "http://127.0.0.1:PORT/v1"]
    private static let local = "upstreams: { local: { url: \"http://127.0.0.1:PORT/v1\" } }\nmodels:\n"
    private static let flash = "  - id: gemini-2.5-flash\n"

    private func ask(_ server: SurfaceServer, _ models: String...) async throws {
      for model in models {
        let path = "/v1beta/models/\(model):generateContent"
        #expect(try await server.request("POST", path, body: ChatSurface.body()).text.contains("Fine."), "\(model)")
      }
    }

    @Test("the only one answers for names without an entry, and for its own")
    func only() async throws {
      try await run(listed: ["qwen:7b"], Self.standard) { server, asked in
        try await ask(server, "gemini-2.5-flash", "gemini-2.5-pro", "qwen-7b")
        #expect(asked() == ["qwen:7b", "qwen:7b", "qwen:7b"])
      }
    }

    @Test("the one that is named answers for names without an entry; the others have their own, and models.yaml's")
    func named() async throws {
      let named = Self.standard.merging(["POLLUX_UPSTREAM_MODEL": "llama"]) { $1 }
      let changes = [Self.flash: Self.flash + "    upstreamModel: \"qwen:7b\"\n"]
      try await run(listed: ["qwen:7b", "llama"], named, changes: changes) { server, asked in
        try await ask(server, "gemini-2.5-pro", "gemini-2.5-flash", "qwen-7b", "llama")
        #expect(asked() == ["llama", "qwen:7b", "qwen:7b", "llama"])
      }
    }

    @Test("several and none named stop the start, with the list")
    func several() async throws {
      let failure = try await #require(throws: ServiceFailure.self) {
        try await run(listed: ["qwen:7b", "llama"], Self.standard) { _, _ in }
      }
      #expect(failure.exitCode == 78 && failure.message.contains("has several models: qwen:7b, llama."))
      #expect(failure.message.hasSuffix("answers for names such as gemini-2.5-flash: --upstream-model NAME"))
    }

    @Test("of a server of models.yaml each name may have its own")
    func ownNames() async throws {
      let changes = [
        "models:\n": Self.local,
        Self.flash: Self.flash + "    upstream: local\n    upstreamModel: \"qwen:7b\"\n",
        "  - id: gemini-2.5-pro\n": "  - id: gemini-2.5-pro\n    upstream: local\n    upstreamModel: llama\n",
      ]
      try await run(listed: ["qwen:7b", "llama"], changes: changes) { server, asked in
        try await ask(server, "gemini-2.5-pro", "gemini-2.5-flash")
        #expect(asked() == ["llama", "qwen:7b"])
      }
    }

    @Test("a name of models.yaml that leaves open which of several stops the start, with the list")
    func openName() async throws {
      let changes = ["models:\n": Self.local, Self.flash: Self.flash + "    upstream: local\n"]
      let failure = try await #require(throws: ServiceFailure.self) {
        try await run(listed: ["qwen:7b", "llama"], changes: changes) { _, _ in }
      }
      #expect(failure.message.contains("'local' of models.yaml has several models: qwen:7b, llama."))
      #expect(failure.message.contains("answers for gemini-2.5-flash: model: NAME of the upstream, or upstreamModel"))
    }
  }
}
