import Foundation
import Testing
import TestSupport

extension ProcessSuites {
  @Suite(
    "Metrics and request ids",
    .server(changes: ["maximum": "1", "queue": "5"], fixtures: "Fixtures/retry", environment: ["POLLUX_API_KEYS": "k"])
  )
  struct MetricsTests {
    private static let headers = ["x-goog-api-key": "k"]

    /// The samples of one scrape by name and labels.
    private func samples() async throws -> [String: Double] {
      let answer = try await ServerProcess.current.request("GET", "/metrics", headers: Self.headers)
      #expect(answer.status == 200)
      #expect(answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8")
      var samples: [String: Double] = [:]
      for line in answer.text.split(separator: "\n") where !line.hasPrefix("#") {
        let blank = try #require(line.lastIndex(of: " "), "\(line)")
        let value = try #require(Double(line[line.index(after: blank)...]), "\(line)")
        #expect(samples.updateValue(value, forKey: String(line[..<blank])) == nil, "\(line) stands twice")
      }
      return samples
    }

    @Test("count requests, blocks and misses, and nothing a client sends becomes a label")
    func counts() async throws {
      let server = try ServerProcess.current
      let before = try await samples()
      func risen(_ name: String) async throws -> Double {
        try await samples()[name, default: 0] - before[name, default: 0]
      }

      let answer = try await server.request(
        headers: Self.headers,
        body: try GenerateBody(prompt: "What is the average of 3, 5 and 10?").json()
      )
      #expect(answer.status == 200, "\(answer.text)")
      for _ in 0..<2 {
        let missed = try await server.request(
          headers: Self.headers,
          body: #"{"contents": [{"parts": [{"text": "hi"}]}]}"#
        )
        #expect(missed.status == 400)
      }
      #expect(try await server.request("GET", "/label%22%7D/x").status == 403)

      let requests = "pollux_http_requests_total"
      #expect(try await risen("\(requests){route=\"generate_content\",status=\"200\"}") == 1)
      #expect(try await risen("\(requests){route=\"generate_content\",status=\"400\"}") == 2)
      #expect(try await risen("\(requests){route=\"none\",status=\"403\"}") == 1)
      #expect(try await risen("pollux_http_request_duration_seconds_count{route=\"generate_content\"}") == 3)
      #expect(try await risen("pollux_fixture_misses_total") == 2)
      #expect(try await risen("pollux_code_blocks_total{outcome=\"OUTCOME_OK\"}") == 1)
      #expect(try await risen("pollux_code_blocks_total{outcome=\"OUTCOME_FAILED\"}") == 1)
      #expect(try await risen("pollux_code_block_duration_seconds_bucket{outcome=\"OUTCOME_OK\",le=\"+Inf\"}") == 1)
      let text = try await server.request("GET", "/metrics", headers: Self.headers).text
      #expect(!text.contains("label") && !text.contains("average"))
    }

    @Test("tell how busy the sandbox is")
    func sandbox() async throws {
      let server = try ServerProcess.current
      let idle = try await eventually { try await samples()["pollux_sandbox_sessions_active"] == 0 }
      #expect(idle)
      let rest = try await samples()
      #expect(rest["pollux_sandbox_ready"] == 1)
      #expect(rest["pollux_sandbox_sessions_limit"] == 1)
      #expect(rest["pollux_sandbox_queue_limit"] == 5)
      #expect(rest["pollux_http_requests_in_flight"] == 1, "the scrape itself")
      #expect(rest["pollux_build_info{version=\"\(try await version())\"}"] == 1)
      let started = try #require(rest["process_start_time_seconds"])
      #expect(abs(Date.now.timeIntervalSince1970 - started) < 600)

      let body = try GenerateBody(prompt: "sleep").json()
      let clients = (0..<3).map { _ in Task { try await server.request(headers: Self.headers, body: body) } }
      let isFull = try await eventually {
        let samples = try await samples()
        return samples["pollux_sandbox_sessions_active"] == 1 && samples["pollux_sandbox_queue_waiting"] == 2
      }
      #expect(isFull, "one runs, two wait")
      for client in clients { #expect(try await client.value.status == 200) }
    }

    private func version() async throws -> String {
      try await pollux("--version").output.trimmingCharacters(in: .newlines)
    }

    @Test("histograms rise from bucket to bucket and end in the count")
    func histograms() async throws {
      let answer = try await ServerProcess.current.request("GET", "/metrics?key=k")
      #expect(answer.text.hasPrefix("# HELP "))
      let samples = try await samples()
      let prefix = "pollux_http_request_duration_seconds"
      let bounds = [
        "0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "0.5", "1.0", "2.5", "5.0", "10.0", "30.0", "60.0",
      ]
      let counts = (bounds + ["300.0", "+Inf"]).compactMap {
        samples["\(prefix)_bucket{route=\"metrics\",le=\"\($0)\"}"]
      }
      #expect(counts.count == 15)
      #expect(counts == counts.sorted())
      #expect(counts.last == samples["\(prefix)_count{route=\"metrics\"}"])
    }

    @Test("a page of another site gets none, nor does anybody without a key")
    func foreignPage() async throws {
      #expect(try await ServerProcess.current.request("GET", "/metrics").status == 403)
      let answer = try await ServerProcess.current.request(
        "GET",
        "/metrics",
        headers: ["Origin": "http://evil.example", "x-goog-api-key": "k"]
      )
      #expect(answer.status == 403)
    }

    @Test("every response has a request id of its own")
    func requestIDs() async throws {
      let server = try ServerProcess.current
      var ids: Set<String> = []
      for target in ["/health", "/nothing", "/v1/models", "/v1beta/models/x:generateContent", "/a%zz"] {
        let answer = try await server.request("GET", target, headers: Self.headers)
        ids.insert(try #require(answer.headers["x-pollux-request-id"], "\(target)"))
      }
      #expect(ids.count == 5)
    }

    @Test("the access log names each request by its id, and no key")
    func accessLog() async throws {
      let server = try await ServerProcess(
        .init(changes: [:], environment: ["POLLUX_API_KEYS": "s3cret"], logLevel: "debug")
      )
      let answer = try await server.request("GET", "/v1/models/nothing?key=s3cret")
      #expect(answer.status == 404)
      let id = try #require(answer.headers["x-pollux-request-id"])
      let hasLogged = try await eventually { server.program.errors.contains("http.path=/v1/models/nothing") }
      #expect(hasLogged, "\(server.program.errors)")
      let lines = server.program.errors.split(separator: "\n").filter { $0.contains("http.path=/v1/models/nothing") }
      #expect(lines.count == 1)
      for field in ["request.id=\(id)", "http.method=GET", "http.status=404", "duration.ms="] {
        #expect(lines.allSatisfy { $0.contains(field) }, "\(lines)")
      }
      #expect(!server.program.errors.contains("s3cret"))
      try await server.stop()
    }
  }
}
