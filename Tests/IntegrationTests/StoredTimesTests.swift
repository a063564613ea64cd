import Foundation
import TestSupport
import Testing

extension ProcessSuites {
  @Suite("What is stored")
  struct StoredTimesTests {
    /// Everything a server was made to store, as it shows it.
    private struct Stored: Equatable {
      var ids: [String] = []
      /// Every member of an answer that is a time, with its name.
      var times: [String: Set<String>] = [:]

      mutating func take(_ answer: HTTPAnswer) {
        #expect(answer.status == 200, "\(answer.text)")
        for match in answer.text.matches(of: #/"(\w*(?:Time|time))": "([^"]+)"/#) {
          times[String(match.1), default: []].insert(String(match.2))
        }
        for match in answer.text.matches(of: #/"(?:name|responseId|responsesFile|id)": "([^"]+)"/#) {
          ids.append(String(match.1))
        }
      }
    }

    private static let hello = #"{"contents": [{"role": "user", "parts": [{"text": "```python\nprint(1)\n```"}]}]}"#

    private func fill(_ server: ServerProcess) async throws -> Stored {
      var stored = Stored()
      func ask(_ method: String, _ target: String, _ body: String = "", _ headers: [String: String] = [:]) async throws
        -> HTTPAnswer
      {
        let answer = try await server.request(method, target, headers: headers, body: body)
        stored.take(answer)
        return answer
      }
      let raw = ["X-Goog-Upload-Protocol": "raw", "Content-Type": "text/plain"]
      let file = try await ask("POST", "/upload/v1beta/files", "some text", raw)
      let name = try #require(file.text.firstMatch(of: #/"name": "(files/[^"]+)"/#), "\(file.text)").1
      _ = try await ask("GET", "/v1beta/\(name)")
      let upload = try await server.startUpload()
      stored.ids.append(upload)
      let long = String(repeating: "All work and no play makes a dull page. ", count: 300)
      let cached = #"{"model": "models/gemini-2.5-flash", "ttl": "60s", "contents": "#
      let prompt = #"[{"role": "user", "parts": [{"text": "\#(long)"}]}]}"#
      let cache = try await ask("POST", "/v1beta/cachedContents", cached + prompt)
      let cacheName = try #require(cache.text.firstMatch(of: #/"name": "(cachedContents/[^"]+)"/#)).1
      _ = try await ask("PATCH", "/v1beta/\(cacheName)", #"{"ttl": "3600s"}"#)
      // Three jobs at once, each with answers of its own.
      var jobs: [Substring] = []
      for _ in 0..<3 {
        let requests = Array(repeating: #"{"request": \#(Self.hello)}"#, count: 4).joined(separator: ", ")
        let batch = #"{"batch": {"inputConfig": {"requests": {"requests": [\#(requests)]}}}}"#
        let job = try await ask("POST", "/v1beta/models/gemini-2.5-flash:batchGenerateContent", batch)
        jobs.append(try #require(job.text.firstMatch(of: #/"name": "(batches/[^"]+)"/#)).1)
      }
      for job in jobs {
        #expect(
          try await eventually(within: .seconds(60)) {
            try await server.request("GET", "/v1beta/\(job)").text.contains(#""done": true"#)
          }
        )
        _ = try await ask("GET", "/v1beta/\(job)")
      }
      _ = try await ask("POST", "/v1beta/models/gemini-2.5-flash:generateContent", Self.hello)
      // Its ids are those of requests, which count on.
      var journal = Stored()
      journal.take(try await server.request("GET", "/_pollux/requests"))
      stored.times.merge(journal.times) { $0.union($1) }
      return stored
    }

    private func server(seed: String) async throws -> ServerProcess {
      let environment = ["POLLUX_SEED": seed, "POLLUX_CLOCK": "2026-01-31T12:00:00Z"]
      return try await ServerProcess(
        ServerProcess.SetUp(changes: [:], environment: environment, waitsForTiers: false)
      )
    }

    @Test func `has the clock's time everywhere and the seed's ids, run by run`() async throws {
      let server = try await server(seed: "7")
      let first = try await fill(server)
      let now: Set = ["2026-01-31T12:00:00Z"]
      let later: [String: Set<String>] = [
        "expirationTime": ["2026-02-02T12:00:00Z"],
        "expireTime": ["2026-01-31T12:01:00Z", "2026-01-31T13:00:00Z"],
      ]
      #expect(
        first.times.keys.sorted() == ["createTime", "endTime", "expirationTime", "expireTime", "time", "updateTime"]
      )
      for (name, times) in first.times { #expect(times == later[name] ?? now, "\(name)") }
      // The ids come round with the seed while what has them is still there: others are drawn.
      #expect(try await server.request("POST", "/_pollux/reset").status == 200)
      let further = try await fill(server)
      let resources = Set(first.ids.filter { $0.contains("/") })
      #expect(resources.isDisjoint(with: further.ids))
      try await server.stop()

      let again = try await self.server(seed: "7")
      #expect(try await fill(again) == first)
      try await again.stop()
      let other = try await self.server(seed: "8")
      let others = try await fill(other)
      #expect(resources.isDisjoint(with: others.ids))
      try await other.stop()
    }
  }
}
