import Foundation

/// Gives `body` a Gemini API of its own: scripted, offline, with code that really runs.
///
/// ```swift
/// @Test func answers() async throws {
///   try await withPollux(fixtures: """
///     - match: { prompt: sum }
///       reply: [ { code: print(6 * 7) }, { text: "It is {{trim(result.output)}}." } ]
///     """) { pollux in
///     let client = MyGeminiClient(baseURL: pollux.url)
///     #expect(try await client.ask("What is the sum?") == "It is 42.")
///     try await pollux.verify(["prompt": "sum"], count: "1")
///   }
/// }
/// ```
///
/// All calls of a process share one server, started at the first and gone with the process; each has a namespace of its
/// own, so tests may run beside each other.
/// - Parameters:
///   - fixtures: YAML or JSON, tried before the server's own script; nil for that alone.
///   - isolation: Where `body` runs: where this was called.
///   - body: The test.
/// - Returns: What `body` returned.
/// - Throws: ``PolluxError`` where there is no server, or it refuses the fixtures; else what `body` threw.
@discardableResult
public func withPollux<Result>(
  fixtures: String? = nil,
  isolation: isolated (any Actor)? = #isolation,
  _ body: (Pollux) async throws -> Result
) async throws -> Result {
  let server = try await PolluxServer.shared.get()
  let pollux = Pollux(server: server, namespace: "swift-\(UUID().uuidString.lowercased())")
  if let fixtures { try await pollux.setFixtures(fixtures) }
  return try await body(pollux)
}
