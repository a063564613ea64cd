import HTTPServer
import NIOHTTP1
import TelemetryNames

/// What tests look at and set back.
enum TestingRoutes {
  static let all = RouteGroup<TestControls, OwnPath>(
    pages: .sameOrigin,
    reader: { OwnPath(segments: $0.segments) },
    refusal: nil,
    rows: requests + fixtures + resets
  )

  private typealias Row = RouteRow<TestControls, OwnPath>

  private static let requests: [Row] = [
    .own(.GET, "/_pollux/requests", .journal, "The journal: what was asked and answered") {
      RequestsRoute(controls: $0, id: nil)
    },
    Row(.GET, "/_pollux/requests/{id}", .journal, "One entry of the journal") {
      RequestsRoute(controls: $0, id: $1.path.id)
    },
    .own(.GET, "/_pollux/unmatched", .journal, "The entries that no fixture answered") {
      RequestsRoute(controls: $0, id: nil, isUnmatched: true)
    },
    .own(.GET, "/_pollux/ui", .journal, "The journal as a page that keeps itself up to date") {
      JournalPageRoute(controls: $0)
    },
    .own(.GET, "/_pollux/verdict", .journal, "What a client did wrong") { VerdictRoute(controls: $0) },
    .own(.POST, "/_pollux/verify", .verify, "Whether requests are those a test expects", .upTo(1 << 20)) {
      VerifyRoute(controls: $0)
    },
  ]

  private static let fixtures: [Row] = [
    .own(.GET, "/_pollux/fixtures", .fixtures, "The fixtures, and how often each answered") {
      FixturesRoute(controls: $0)
    },
    .own(.POST, "/_pollux/fixtures", .fixtures, "Fixtures that one namespace alone has", .upTo(8 << 20)) {
      SetFixturesRoute(controls: $0)
    },
    .own(.GET, "/_pollux/unused", .fixtures, "The fixtures that answered nothing") {
      UnusedFixturesRoute(controls: $0)
    },
    .own(.POST, "/_pollux/explain", .fixtures, "Which fixture would answer a request, and why", .upTo(20 << 20)) {
      ExplainRoute(controls: $0)
    },
    .own(.GET, "/_pollux/schema/fixtures.v1.json", .fixtures, "The JSON Schema of fixture files, for editors") {
      FixtureSchemaRoute(controls: $0)
    },
  ]

  private static let resets: [Row] = [
    reset("", [.counters, .journal, .fixtures], "Sets counters, journal and fixtures back"),
    reset("/counters", [.counters], "Sets the counters of fixtures back"),
    reset("/journal", [.journal], "Empties the journal"),
    reset("/fixtures", [.fixtures], "Removes the fixtures given over HTTP"),
    .own(.GET, "/_pollux/snapshot", .reset, "What the script remembers, to be given back later") {
      SnapshotRoute(controls: $0)
    },
    .own(.POST, "/_pollux/restore", .reset, "Takes a snapshot back", .upTo(16 << 20)) {
      RestoreRoute(controls: $0)
    },
    .own(.POST, "/_pollux/seed", .reset, "Draws ids anew from a number: `?value=42`", .upTo(1 << 10)) {
      SeedRoute(controls: $0)
    },
  ]

  private static func reset(_ path: String, _ parts: [ResetPart], _ summary: String) -> Row {
    .own(.POST, "/_pollux/reset" + path, .reset, summary + ", of one namespace or of all", .upTo(1 << 10)) {
      ResetRoute(controls: $0, parts: parts)
    }
  }
}
