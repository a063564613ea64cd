import GeminiAPI
package import Generation
package import ModelBackends

/// What tests look at and set back: the script, what it remembers, the journal, and what makes ids.
package final class TestControls: Sendable {
  let fixtures: FixtureSource
  let script: ScriptedBackend
  let journal: Journal
  let identifiers: ResponseIdentifiers
  /// The JSON Schema of fixture files.
  let schema: [UInt8]
  /// What answers requests to models in the place of the script; nil where that does.
  let recordings: Recordings?

  /// - Parameters:
  ///   - fixtures: Has the script.
  ///   - script: Answers from them, and remembers.
  ///   - journal: What was asked and answered.
  ///   - identifiers: Makes ids, and tells the time of the API's fields.
  ///   - schema: The JSON Schema of fixture files.
  ///   - recordings: What answers requests to models in the place of the script.
  package init(
    fixtures: FixtureSource,
    script: ScriptedBackend,
    journal: Journal,
    identifiers: ResponseIdentifiers,
    schema: [UInt8],
    recordings: Recordings? = nil
  ) {
    self.fixtures = fixtures
    self.script = script
    self.journal = journal
    self.identifiers = identifiers
    self.schema = schema
    self.recordings = recordings
  }

  var memory: FixtureMemory { script.memory }

  /// The route of a path below `/_pollux`, nil for none of these.
  func route(_ segments: [String], isPost: Bool) -> (any Route)? {
    switch (segments, isPost) {
    case (["fixtures"], false): FixturesRoute(controls: self)
    case (["fixtures"], true): SetFixturesRoute(controls: self)
    case (["requests"], false): RequestsRoute(controls: self, id: nil)
    case (["unmatched"], false): RequestsRoute(controls: self, id: nil, isUnmatched: true)
    case (["ui"], false): JournalPageRoute(controls: self)
    case (["unused"], false): UnusedFixturesRoute(controls: self)
    case (["verdict"], false): VerdictRoute(controls: self)
    case (["verify"], true): VerifyRoute(controls: self)
    case (["explain"], true): ExplainRoute(controls: self)
    case (["snapshot"], false): SnapshotRoute(controls: self)
    case (["restore"], true): RestoreRoute(controls: self)
    case (["seed"], true): SeedRoute(controls: self)
    case (["reset"], true): ResetRoute(controls: self, parts: [.counters, .journal, .fixtures])
    case (["schema", "fixtures.v1.json"], false): FixtureSchemaRoute(controls: self)
    case (let path, false) where path.count == 2 && path[0] == "requests": RequestsRoute(controls: self, id: path[1])
    case (let path, true) where path.count == 2 && path[0] == "reset":
      ResetRoute.Part(rawValue: path[1]).map { ResetRoute(controls: self, parts: [$0]) }
    default: nil
    }
  }
}

/// A route for tests.
protocol TestRoute: Route {
  var controls: TestControls { get }
}

extension TestRoute {
  var isBodyLimitFixed: Bool { true }

  /// The namespace a request is about: what its query says, else its own where it has one; nil for all.
  ///
  /// - Throws: `INVALID_ARGUMENT` for a name that is none.
  func namespace(_ request: IncomingRequest) throws(Status) -> String? {
    if let name = try request.target.parameter("namespace", "ns") {
      // Empty is what requests without one share.
      if name.isEmpty { return name }
      return name == "*" ? nil : try IncomingRequest.namespace(named: name)
    }
    let own = try request.namespace
    return own.isEmpty ? nil : own
  }

  func send(_ value: JSONValue, to sink: ResponseSink) async throws {
    try await sink.send(status: 200, body: value.json(pretty: true))
  }
}
