import GeminiAPI
package import Generation
import HTTPServer
package import Recording
package import Scripting

/// What tests look at and set back: the script, what it remembers, the journal, and what makes ids.
package final class TestControls: Sendable {
  /// Checks requests that are asked about.
  let pipeline: GenerateContentPipeline
  let fixtures: FixtureSource
  let script: ScriptedBackend
  let journal: Journal
  let identifiers: ResponseIdentifiers
  /// The JSON Schema of fixture files.
  let schema: [UInt8]
  /// Answers requests to models by recordings; nil where none are replayed.
  let replayer: Replayer?
  /// What else is set back: what is learnt of other servers.
  private let others: [any Resettable]

  /// - Parameters:
  ///   - pipeline: Checks requests that are asked about.
  ///   - fixtures: Has the script.
  ///   - script: Answers from them, and remembers.
  ///   - journal: What was asked and answered.
  ///   - identifiers: Makes ids, and tells the time of the API's fields.
  ///   - schema: The JSON Schema of fixture files.
  ///   - replayer: Answers requests to models by recordings; nil where none are replayed.
  ///   - others: What else is set back.
  package init(
    pipeline: GenerateContentPipeline,
    fixtures: FixtureSource,
    script: ScriptedBackend,
    journal: Journal,
    identifiers: ResponseIdentifiers,
    schema: [UInt8],
    replayer: Replayer?,
    others: [any Resettable]
  ) {
    self.pipeline = pipeline
    self.fixtures = fixtures
    self.script = script
    self.journal = journal
    self.identifiers = identifiers
    self.schema = schema
    self.replayer = replayer
    self.others = others
  }

  var memory: FixtureMemory { script.memory }

  /// Whatever a reset sets back.
  var resettables: [any Resettable] {
    let own: [any Resettable] = [script, identifiers, fixtures, journal]
    return own + (replayer.map { [$0] } ?? []) + others
  }
}

/// A route for tests.
protocol TestRoute: RouteHandler {
  var controls: TestControls { get }
}

extension TestRoute {
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
