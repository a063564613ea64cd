import GeminiAPI
package import ModelBackends
import Scripting
import Upstream

/// Which servers are asked, and what for: the settings and `models.yaml` read together.
package struct UpstreamPlan: Hashable, Sendable {
  /// One server.
  package struct Server: Hashable, Sendable {
    /// Its name in `models.yaml`; nil for the one of the settings.
    package var name: String?
    package var address: String
    package var api: UpstreamAPI
    /// The model it is asked for by names it does not have; nil for the one it lists.
    package var model: String?
    /// Nil for the client's own, where it has the same API.
    package var key: String?
    package var mode: UpstreamMode
    package var vision: Bool?
    package var context: Int?

    /// As messages name it.
    var title: String { name.map { "the upstream '\($0)' of models.yaml" } ?? "the upstream \(address)" }
    /// Where its model is named.
    var modelSetting: String {
      name == nil
        ? "--upstream-model NAME" : "model: NAME of the upstream, or upstreamModel: NAME of the model, in models.yaml"
    }
  }

  /// Answers what no entry of `models.yaml` leads elsewhere; nil where the script or recordings do.
  package var standard: Server?
  /// Whether fixtures are asked before it.
  package var asksScriptFirst: Bool
  /// The servers that models of `models.yaml` name, by their names there.
  package var named: [String: Server] = [:]
  /// Where models of `models.yaml` lead, by their ids.
  package var routes: [String: Route] = [:]

  /// What is asked for a model.
  package struct Route: Hashable, Sendable {
    /// The server's name in `models.yaml`; nil for the one of the settings.
    package var server: String?
    /// What the server calls the model; nil for its own name there, or what the server is asked for otherwise.
    package var model: String?

    package init(server: String?, model: String?) { (self.server, self.model) = (server, model) }
  }

  /// All servers, the one of the settings first.
  package var servers: [Server] {
    (standard.map { [$0] } ?? []) + named.sorted { $0.key < $1.key }.map(\.value)
  }

  /// Reads the settings.
  ///
  /// - Parameters:
  ///   - settings: Say what answers.
  ///   - catalog: Says which model another server has.
  ///   - environment: Has the keys that `models.yaml` names.
  /// - Throws: A configuration failure for what does not go together, with what to change.
  package init(
    _ settings: ServiceSettings,
    _ catalog: ModelCatalog,
    environment: [String: String]
  ) throws(ServiceFailure) {
    asksScriptFirst = settings.onMiss == .upstream
    standard = try Self.standard(settings)
    guard settings.replay == nil else { return }
    for entry in catalog.entries {
      if let name = entry.upstream, let upstream = catalog.upstreams[name] {
        if named[name] == nil { named[name] = try Self.server(name, upstream, environment) }
      } else if entry.upstreamModel == nil || standard == nil {
        continue
      }
      guard entry.upstreamModel == nil || server(entry.upstream)?.api == .openai else {
        throw .configuration(
          "The model '\(entry.id)' of models.yaml has an upstreamModel, which is for servers with OpenAI's API; the "
            + "Gemini API is asked for the request's own model. Leave it out."
        )
      }
      routes[entry.id] = Route(server: entry.upstream, model: entry.upstreamModel)
    }
  }

  /// - Parameter name: Its name in `models.yaml`; nil for the one of the settings.
  /// - Returns: The server.
  private func server(_ name: String?) -> Server? { name.map { named[$0] } ?? standard }

  /// The models that lead to a server of `models.yaml` and leave to it which of its own answers, in order.
  ///
  /// - Parameter server: The server's name.
  /// - Returns: Their ids.
  func modelsWithoutName(_ server: String) -> [String] {
    routes.filter { $0.value == Route(server: server, model: nil) }.keys.sorted()
  }

  private static func server(
    _ name: String,
    _ upstream: UpstreamEntry,
    _ environment: [String: String]
  ) throws(ServiceFailure) -> Server {
    var key: String?
    if let variable = upstream.keyEnvironment {
      guard let value = environment[variable], !value.isEmpty else {
        throw .configuration(
          "The upstream '\(name)' of models.yaml has its key in the variable \(variable), which is not set. "
            + "Set it, or take keyEnvironment out of models.yaml."
        )
      }
      key = value
    }
    let api = upstream.backend ?? .openai
    return Server(
      name: name,
      address: upstream.url,
      api: api,
      model: upstream.model,
      key: key,
      mode: upstream.mode ?? api.usualMode,
      vision: upstream.vision,
      context: upstream.context
    )
  }

  private static func standard(_ settings: ServiceSettings) throws(ServiceFailure) -> Server? {
    try checkBackend(settings)
    guard let address = settings.upstream else { return nil }
    let api = settings.backend?.api ?? settings.upstreamAPI ?? .gemini
    if let mode = settings.upstreamMode, !mode.fits(api) {
      throw .configuration(
        "upstream_mode \(mode.rawValue) is not for the backend \(api.rawValue), which has "
          + "\(UpstreamMode.names(for: api)). Choose one of these, or another --backend."
      )
    }
    if settings.upstreamModel != nil, api == .gemini {
      throw .configuration(
        "upstream_model is for --backend openai; the Gemini API is asked for the request's own model"
      )
    }
    return Server(
      address: address,
      api: api,
      model: settings.upstreamModel,
      key: settings.upstreamKey,
      mode: settings.upstreamMode ?? api.usualMode
    )
  }

  /// Refuses settings that do not go together.
  private static func checkBackend(_ settings: ServiceSettings) throws(ServiceFailure) {
    if let backend = settings.backend, let alias = settings.upstreamAPI, backend.api != alias {
      throw .configuration(
        "backend \(backend.rawValue) and upstream_api \(alias.rawValue) say two things. upstream_api is the older name "
          + "of backend: leave it out."
      )
    }
    let asked = settings.backend?.api ?? settings.upstreamAPI
    if settings.upstream == nil {
      if settings.onMiss == .upstream {
        throw .configuration("on_miss upstream wants the server to ask: --upstream https://…")
      }
      if settings.record != nil, settings.replay == nil {
        throw .configuration("record wants the server to record: --upstream https://…")
      }
      if asked != nil || settings.upstreamModel != nil || settings.upstreamMode != nil {
        throw .configuration(
          "backend openai or gemini, upstream_model and upstream_mode want the server to ask: --upstream http://…"
        )
      }
    }
    if settings.replay != nil {
      if settings.record != nil { throw .configuration("record and replay cannot stand together") }
      if settings.upstream != nil {
        throw .configuration("replay answers from recordings alone, and upstream names a server to ask. Leave one out.")
      }
    }
    guard settings.upstream != nil else { return }
    if settings.backend == .scripted, settings.onMiss != .upstream {
      throw .configuration("backend scripted asks no upstream. Leave --backend out, or add --on-miss upstream.")
    }
    let isWanted = asked != nil || settings.record != nil || settings.onMiss == .upstream
    guard isWanted else {
      throw .configuration(
        "upstream names a server, and nothing says what to ask it for. Add --backend openai or --backend gemini to answer "
          + "by it, --record DIR to record it, or --on-miss upstream to ask it where no fixture answers."
      )
    }
  }
}

extension UpstreamAPI {
  /// How code is run where nobody says.
  var usualMode: UpstreamMode {
    switch self {
    case .openai: .auto
    case .gemini: .pass
    }
  }
}
