import Logging
import Synchronization
import TestSupport
import Testing

/// Keeps what is logged.
private struct KeptLog: LogHandler {
  final class Lines: Sendable {
    let all = Mutex<[String]>([])
  }

  let lines: Lines
  var logLevel = Logger.Level.info
  var metadata: Logger.Metadata = [:]

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    let values = (event.metadata ?? [:]).map { "\($0.key)=\($0.value)" }.sorted().joined(separator: " ")
    lines.all.withLock { $0.append("\(event.level) \(event.message) \(values)") }
  }
}

extension Surfaces {
  @Suite("The log of requests")
  struct RequestLogTests {
    @Test("has one line for each, with what answered, and neither keys nor bodies")
    func line() async throws {
      let lines = KeptLog.Lines()
      let server = try await SurfaceServer(SurfaceServer.SetUp(log: KeptLog(lines: lines)))
      let body = #"{"contents": [{"parts": [{"text": "secret-body"}]}]}"#
      let answer = try await server.request(
        "POST",
        SurfaceServer.generate + "?key=secret-key",
        headers: ["x-goog-api-key": "secret-key"],
        body: body
      )
      _ = try await server.request("GET", "/health")
      try await server.stop()
      let requests = lines.all.withLock { $0.filter { $0.hasPrefix("info request ") } }
      #expect(requests.count == 1, "\(requests)")
      let line = try #require(requests.first)
      for part in [
        "http.bytes=\(answer.body.count)", "http.method=POST", "http.route=generate_content", "http.status=200",
        "http.path=/v1beta/models/gemini-2.5-flash:generateContent", "request.id=", "duration.ms=",
      ] { #expect(line.contains(part), "\(line)") }
      #expect(!lines.all.withLock { $0.joined() }.contains("secret"))
    }
  }
}
