import TestSupport
import Testing

/// Every probe, by the area of its bound.
enum LimitProbes {
  static let all =
    http + json + uploads + kept + fixtures + yaml + schemas + vectors + journal + recordings + sandbox + block
}

extension ProcessSuites {
  @Suite("docs/limits.md", .server(changes: [:]))
  struct LimitsPageTests {
    @Test("each bound holds where the page says, with the answer it says", arguments: try LimitsPage.limits())
    func holds(_ limit: Limit) async throws {
      let probe = try #require(LimitProbes.all.first { $0.name == limit.name }, "no probe is called \(limit.name)")
      let at = try await probe.at(limit)
      #expect(at.isAccepted, "at \(limit.bound): \(at.status ?? 0) \(at.text.prefix(1000))")
      let beyond = try await probe.beyond(limit)
      #expect(!beyond.isAccepted || limit.status.map { $0 < 300 } == true, "beyond \(limit.bound) it is accepted")
      #expect(limit.status == beyond.status, "beyond \(limit.bound): \(beyond.text.prefix(1000))")
      for word in limit.words { #expect(beyond.text.contains(word), "\(beyond.text.prefix(1000))") }
      #expect(try await ServerProcess.current.request("GET", "/health").status == 200)
    }

    @Test("page and probes name the same bounds, each once")
    func names() throws {
      let rows = try LimitsPage.limits().map(\.name)
      let probes = LimitProbes.all.map(\.name)
      #expect(Set(rows).count == rows.count && Set(probes).count == probes.count)
      #expect(Set(rows).subtracting(probes) == [], "rows without a probe")
      #expect(Set(probes).subtracting(rows) == [], "probes without a row")
    }
  }
}
