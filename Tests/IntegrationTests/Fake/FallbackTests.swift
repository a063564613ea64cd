import Foundation
import TestSupport
import Testing

extension ProcessSuites {
  @Suite("A script before an upstream")
  struct FallbackTests {
    /// A server with a script before another one, which plays the service; and where it records.
    private func withServers(
      script: String,
      _ check: (_ server: ServerProcess, _ upstream: ServerProcess, _ recordings: URL) async throws -> Void
    ) async throws {
      let folder = FileManager.default.temporaryDirectory.appending(path: "pollux-fallback-\(UUID().uuidString)")
      defer { try? FileManager.default.removeItem(at: folder) }
      func fixtures(_ name: String, _ yaml: String) throws -> String {
        let directory = folder.appending(path: name)
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        try Data(yaml.utf8).write(to: directory.appending(path: "a.yaml"))
        return directory.path
      }
      func server(_ environment: [String: String]) async throws -> ServerProcess {
        try await ServerProcess(
          ServerProcess.SetUp(changes: [:], environment: environment, waitsForTiers: false)
        )
      }
      let theirs = "- { match: { prompt: /.*/ }, reply: [ { text: theirs } ] }\n"
      let upstream = try await server(["POLLUX_FIXTURES": try fixtures("theirs", theirs)])
      let recordings = folder.appending(path: "recordings")
      let front = try await server([
        "POLLUX_FIXTURES": try fixtures("ours", script), "POLLUX_ON_MISS": "upstream",
        "POLLUX_UPSTREAM": upstream.url, "POLLUX_RECORD": recordings.path,
      ])
      try await check(front, upstream, recordings)
      try await front.stop()
      try await upstream.stop()
    }

    private func asked(_ upstream: ServerProcess) async throws -> Int {
      try await upstream.request("GET", "/_pollux/requests").text.components(separatedBy: "\"id\": \"req").count - 1
    }

    @Test
    func `decides with the names under which code finds files`() async throws {
      let script = #"- { match: { files: { name: "input_file_*" } }, reply: [ { text: mine } ] }"# + "\n"
      try await withServers(script: script) { server, upstream, recordings in
        let table = try GenerateBody(prompt: "sum it up", files: [("text/csv", "a,b\n1,2\n")]).json()
        #expect(try await server.request(body: table).text.contains("mine"))
        #expect(try await server.request("POST", ServerProcess.stream, body: table).text.contains("mine"))
        #expect(try await asked(upstream) == 0)
        let bare = try GenerateBody(prompt: "sum it up").json()
        #expect(try await server.request(body: bare).text.contains("theirs"))
        #expect(try await server.request("POST", ServerProcess.stream, body: bare).text.contains("theirs"))
        #expect(try await asked(upstream) == 2)
        #expect(try FileManager.default.contentsOfDirectory(atPath: recordings.path).count == 2)
      }
    }

    @Test
    func `lets the upstream say what it makes of a request that is refused before the script`() async throws {
      try await withServers(script: "- { match: { prompt: a }, reply: [ { text: mine } ] }\n") { server, upstream, _ in
        let path = "/v1beta/models/of-another-time:generateContent"
        let refused = try await server.request("POST", path, body: GenerateBody(prompt: "a").json())
        #expect(refused.status == 404 && refused.text.contains("models/of-another-time"))
        #expect(try await asked(upstream) == 1)
      }
    }

    @Test
    func `answers the requests of a job one by one`() async throws {
      try await withServers(script: "- { match: { prompt: a }, reply: [ { text: mine } ] }\n") { server, upstream, _ in
        let rows = ["a", "b"].map { #"{"request": {"contents": [{"parts": [{"text": "\#($0)"}]}]}}"# }
        let created = try await server.request(
          "POST",
          "/v1beta/models/gemini-2.5-flash:batchGenerateContent",
          body: #"{"batch": {"inputConfig": {"requests": {"requests": [\#(rows.joined(separator: ", "))]}}}}"#
        )
        let job: BatchTests.Job = try created.decoded()
        var text = ""
        _ = try await eventually(within: .seconds(60)) {
          text = try await server.request("GET", "/v1beta/\(job.name)").text
          return text.contains("BATCH_STATE_SUCCEEDED")
        }
        #expect(text.contains("mine") && text.contains("theirs"), "\(text)")
        #expect(try await asked(upstream) == 1)
      }
    }
  }
}
