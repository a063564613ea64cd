package import ChatCompletions
import GeminiAPI
package import HTTPAPI
import Logging
package import ModelBackends
import TelemetryNames
import Upstream

/// The servers of a plan, ready to be asked.
package struct Upstreams: Sendable {
  /// One server, with what it said of itself at the start.
  struct Server: Sendable {
    let plan: UpstreamPlan.Server
    let client: UpstreamClient
    /// The way to it, where it has chat completions.
    let completions: UpstreamCompletions<ContinuousClock>
    /// What its models turn out to do.
    let modes: UpstreamModes
    /// The models it lists; nil where it has no list.
    var listed: [ListedModel]?

    /// The model it is asked for by names that are not its own; nil for the request's own name.
    var model: String? { plan.model ?? listed.flatMap { $0.count == 1 ? $0.first?.name : nil } }
  }

  private(set) var standard: Server?
  private(set) var named: [String: Server] = [:]
  let plan: UpstreamPlan

  /// All of them.
  var all: [Server] { (standard.map { [$0] } ?? []) + named.sorted { $0.key < $1.key }.map(\.value) }

  /// Makes the clients, and asks servers with OpenAI's API for the models they have.
  ///
  /// - Parameters:
  ///   - plan: Says which servers.
  ///   - clock: Bounds how long a server is waited for.
  ///   - logger: Told what was found.
  /// - Throws: A configuration failure for an address that is not one, for a server that nobody can name a model of, and
  ///   one of unavailability for a server that does not answer and has no model named.
  init(_ plan: UpstreamPlan, clock: ContinuousClock, logger: Logger) async throws(ServiceFailure) {
    self.plan = plan
    if let server = plan.standard { standard = try await Self.server(server, asked: nil, clock, logger) }
    for (name, server) in plan.named.sorted(by: { $0.key < $1.key }) {
      named[name] = try await Self.server(server, asked: plan.modelsWithoutName(name), clock, logger)
    }
  }

  /// Makes the client of one server.
  ///
  /// - Parameter asked: The names that lead to it and leave to it which of its models answers; nil for any name.

  private static func server(
    _ plan: UpstreamPlan.Server,
    asked: [String]?,
    _ clock: ContinuousClock,
    _ logger: Logger
  ) async throws(ServiceFailure) -> Server {
    let client = try makeClient(plan)
    let completions = UpstreamCompletions(
      client: client,
      key: plan.key,
      clock: clock,
      now: { .now },
      random: { Double.random(in: 0...1) }
    )
    var server = Server(plan: plan, client: client, completions: completions, modes: UpstreamModes())
    guard plan.api == .openai else { return server }
    switch await ModelListing.ask(completions, clock: clock) {
    case .models(let names):
      let listed = names.map(ListedModel.init)
      server.listed = listed
      logger.info("\(plan.title) lists its models", metadata: [LogKeys.models: "\(names.prefix(20))"])
      let open =
        asked.map { $0.filter { id in !listed.contains { $0.id == id } } } ?? ["names such as gemini-2.5-flash"]
      if plan.model == nil, names.count != 1, let name = open.first { throw .unnamedModel(plan, names, for: name) }
    case .noList:
      logger.notice("\(plan.title) has no list of models; it is asked for \(plan.model ?? "the request's own model")")
    case .failed(let reason):
      guard plan.model != nil || asked?.isEmpty == true else { throw .unlistedModels(plan, reason) }
      let model = plan.model ?? "the models that models.yaml names"
      logger.warning("\(plan.title) could not be asked for its models; it is asked for \(model): \(reason)")
    }
    return server
  }

  /// The catalogue with the models that the server of the settings lists.
  func catalog(_ written: ModelCatalog) -> ModelCatalog {
    guard let standard, let listed = standard.listed else { return written }
    return written.adding(listed, context: standard.plan.context)
  }

  /// What answers requests to models, for people and scripts.
  package func report(isScripted: Bool) -> BackendReport {
    BackendReport(
      isScripted: isScripted,
      upstreams: all.map { server in
        let mode = ChatMode(server.plan.mode)
        return BackendReport.Upstream(
          name: server.plan.name,
          api: server.plan.api,
          address: SecretNames.redacted(address: server.plan.address),
          model: server.model,
          mode: server.plan.mode,
          vision: server.plan.vision,
          found: mode.map { server.modes.modes($0).mapValues(\.rawValue) } ?? [:]
        )
      }
    )
  }
}

extension ChatMode {
  /// Nil for modes of the other API.
  init?(_ mode: UpstreamMode) {
    switch mode {
    case .auto: self = .auto
    case .tools: self = .tools
    case .fence: self = .fence
    case .force: self = .force
    case .pass: return nil
    }
  }
}

extension ServiceFailure {
  /// Nobody says which of its models answers for names that are not its own.
  fileprivate static func unnamedModel(
    _ server: UpstreamPlan.Server,
    _ names: [String],
    for name: String
  ) -> ServiceFailure {
    let shown = names.prefix(20).joined(separator: ", ") + (names.count > 20 ? ", and \(names.count - 20) more" : "")
    return .configuration(
      names.isEmpty
        ? "\(server.title) lists no models. Load one there, or name one with \(server.modelSetting)."
        : "\(server.title) has several models: \(shown). Say which one answers for \(name): \(server.modelSetting)"
    )
  }

  fileprivate static func unlistedModels(_ server: UpstreamPlan.Server, _ reason: String) -> ServiceFailure {
    .unavailable(
      "\(server.title) cannot be asked for its models: \(reason) Start it first, or name its model to start without it: "
        + server.modelSetting
    )
  }
}

extension UpstreamModes: Resettable {
  package var resetPart: ResetPart { .counters }
}
