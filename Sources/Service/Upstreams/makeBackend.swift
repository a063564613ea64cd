import ChatCompletions
import Generation
import Logging
import ModelBackends
import Recording
import Scripting
import Upstream

/// Makes what answers requests to models: the script, other servers, recordings, or the script before another server.
///
/// - Parameters:
///   - settings: Say which.
///   - script: Answers from fixtures.
///   - upstreams: The other servers.
///   - replayer: Has the recordings, where the settings name some.
///   - stores: Have the files and prompts that requests name.
///   - logger: Told of recordings that cannot be written.
/// - Returns: The backend.
/// - Throws: A configuration failure for recordings that cannot be written.
func makeBackend(
  _ settings: ServiceSettings,
  script: ScriptedBackend,
  upstreams: Upstreams,
  replayer: Replayer?,
  stores: StateStores,
  logger: Logger
) throws(ServiceFailure) -> any ModelBackend {
  /// Files and prompts stay here, and their names mean nothing elsewhere.
  func inlining(_ backend: any ModelBackend) -> InliningBackend {
    InliningBackend(backend, files: stores, caches: stores, limit: settings.requestBodyLimit)
  }
  if let replayer { return inlining(Replay(replayer, waitingBy: settings.replaysTimings ? ContinuousClock() : nil)) }
  let recorder = try settings.record.map { directory throws(ServiceFailure) in
    try configured { () throws(RecordingError) in try Recorder(directory: directory, logger: logger) }
  }
  func asked(_ backend: any ModelBackend) -> InliningBackend {
    guard let recorder else { return inlining(backend) }
    return inlining(
      RecordingBackend(backend, recorder: recorder, limit: UpstreamAnswer.maximumSize, clock: ContinuousClock())
    )
  }
  let byModel = upstreams.backendsByModel
  guard let standard = upstreams.standard else {
    return byModel.isEmpty ? script : ModelRoutes(byModel.mapValues(asked), rest: script)
  }
  let rest = backend(of: standard, model: standard.model)
  let upstream = asked(byModel.isEmpty ? rest : ModelRoutes(byModel, rest: rest))
  return upstreams.plan.asksScriptFirst ? Fallback(script, then: upstream) : upstream
}

/// Reads the recordings to replay.
///
/// - Parameter settings: Say where they are.
/// - Returns: Nil where there are none.
/// - Throws: A configuration failure for recordings that cannot be read.
func makeReplayer(_ settings: ServiceSettings) throws(ServiceFailure) -> Replayer? {
  guard let directory = settings.replay else { return nil }
  return try configured { () throws(RecordingError) in try Replayer(directory: directory) }
}

private func configured<Value>(_ make: () throws(RecordingError) -> Value) throws(ServiceFailure) -> Value {
  do throws(RecordingError) { return try make() } catch { throw .configuration("\(error)") }
}

extension Upstreams {
  /// The backend of each name that one server has, or `models.yaml` leads to one.
  fileprivate var backendsByModel: [String: any ModelBackend] {
    var byModel: [String: any ModelBackend] = [:]
    for model in standard?.listed ?? [] {
      guard let standard, byModel[model.id] == nil else { continue }
      byModel[model.id] = backend(of: standard, model: model.name)
    }
    for (id, route) in plan.routes {
      guard let server = route.server.map({ named[$0] }) ?? standard else { continue }
      let own = server.listed?.first { $0.id == id }?.name
      byModel[id] = backend(of: server, model: route.model ?? own ?? server.model)
    }
    return byModel
  }
}

/// Makes the backend of one server.
///
/// - Parameters:
///   - server: Is asked.
///   - model: What it calls the model; nil for the request's own name.
/// - Returns: The backend.
private func backend(of server: Upstreams.Server, model: String?) -> any ModelBackend {
  let plan = server.plan
  guard plan.api == .openai else { return GeminiUpstream(client: server.client) }
  let upstream = ChatUpstream(
    model: model,
    mode: ChatMode(plan.mode) ?? .auto,
    vision: plan.vision,
    context: plan.context
  )
  return ChatBackend(
    transport: server.completions,
    upstream: upstream,
    modes: server.modes,
    clock: ContinuousClock()
  )
}
