import Foundation
import TestSupport
import Testing

extension ProcessSuites {
  /// A server whose data directory is a disk of its own, of eight megabytes.
  @Suite("A full disk")
  struct FullDiskTests {
    private static let raw = ["X-Goog-Upload-Protocol": "raw", "Content-Type": "text/plain"]

    private func server() async throws -> ServerProcess {
      let mount = #"mkdir -p "$POLLUX_DATA" && mount -t tmpfs -o size=8m none "$POLLUX_DATA" && exec "$@""#
      return try await ServerProcess(
        ServerProcess.SetUp(
          environment: ["POLLUX_SANDBOX": "off"],
          through: ["/usr/bin/unshare", "--user", "--map-root-user", "--mount", "/bin/sh", "-c", mount, "sh"],
          waitsForTiers: false
        )
      )
    }

    private func upload(_ size: Int, to server: ServerProcess) async throws -> HTTPAnswer {
      let body = String(repeating: "x", count: size)
      return try await server.request("POST", ServerProcess.files, headers: Self.raw, body: body)
    }

    /// Uploads ever smaller files until not even a small one is taken.
    private func fill(_ server: ServerProcess) async throws -> [String] {
      var names: [String] = []
      var size = 1 << 20
      while size >= 1 << 10 {
        let answer = try await upload(size, to: server)
        if answer.status == 200 {
          names.append(String(try #require(answer.text.firstMatch(of: #/"name": "(files/[^"]+)"/#)).1))
        } else {
          try #require(answer.status == 429, "\(answer.text)")
          #expect(answer.text.contains("RESOURCE_EXHAUSTED") && answer.text.contains("Delete files"))
          size /= 4
        }
        try #require(names.count < 1_000, "the disk does not become full")
      }
      return names
    }

    @Test func `takes no more, says so, and is emptied by deleting`() async throws {
      let server = try await server()
      let long = String(repeating: "All work and no play makes a dull page. ", count: 2_000)
      let cached =
        #"{"model": "models/gemini-2.5-flash", "ttl": "TTL", "contents": "#
        + #"[{"role": "user", "parts": [{"text": "\#(long)"}]}]}"#
      func keep(_ ttl: String) async throws -> Substring {
        let answer = try await server.request(
          "POST",
          "/v1beta/cachedContents",
          body: cached.replacingOccurrences(of: "TTL", with: ttl)
        )
        return try #require(answer.text.firstMatch(of: #/"name": "(cachedContents/[^"]+)"/#), "\(answer.text)").1
      }
      let (kept, expiring) = try await (keep("600s"), keep("1s"))
      let request = #"{"request": {"contents": [{"role": "user", "parts": [{"text": "hi"}]}]}}"#
      let job = try await server.request(
        "POST",
        "/v1beta/models/gemini-2.5-flash:batchGenerateContent",
        body: #"{"batch": {"inputConfig": {"requests": {"requests": [\#(request)]}}}}"#
      )
      let batch = try #require(job.text.firstMatch(of: #/"name": "(batches/[^"]+)"/#), "\(job.text)").1
      #expect(
        try await eventually { try await server.request("GET", "/v1beta/\(batch)").text.contains(#""done": true"#) }
      )

      let files = try await fill(server)
      #expect(files.count > 5)
      // What is there is still told, and what has expired is not.
      #expect(try await server.request("GET", "/v1beta/\(files[0])").status == 200)
      #expect(try await server.fileNames().count == min(files.count, 100))
      #expect(
        try await eventually {
          let list = try await server.request("GET", "/v1beta/cachedContents")
          return list.status == 200 && list.text.contains(kept) && !list.text.contains(expiring)
        }
      )
      for name in [Substring(files[0]), kept, batch] {
        let deleted = try await server.request("DELETE", "/v1beta/\(name)")
        #expect(deleted.status == 200, "\(name): \(deleted.text)")
        #expect(try await server.request("GET", "/v1beta/\(name)").status >= 403)
      }
      // The first file was a megabyte.
      #expect(try await upload(1 << 19, to: server).status == 200)

      // Again and again: the reserve comes back.
      for _ in 0..<3 {
        _ = try await fill(server)
        let names = try await server.fileNames()
        for name in names {
          let deleted = try await server.request("DELETE", "/v1beta/\(name)")
          #expect(deleted.status == 200, "\(deleted.text)")
        }
      }
      while let name = try await server.fileNames().first {
        try #require(try await server.request("DELETE", "/v1beta/\(name)").status == 200)
      }
      #expect(try await upload(5 << 20, to: server).status == 200)
      try await server.stop()
    }
  }
}
