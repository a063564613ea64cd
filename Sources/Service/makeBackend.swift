import ChatCompletions
import Generation
import Logging
import ModelBackends
import Recording
import Scripting
import Upstream

/// Makes what answers requests to models: the script, another server, recordings, or the script before another server.
///
/// - Parameters:
///   - settings: Say which.
///   - script: Answers from fixtures.
///   - client: Asks the other server, where the settings name one.
///   - replayer: Has the recordings, where the settings name some.
///   - stores: Have the files and prompts that requests name.
///   - logger: Told of recordings that cannot be written.
/// - Returns: The backend.
/// - Throws: A configuration failure for recordings that cannot be written; `makeReplayer` has checked the settings.
func makeBackend(
  _ settings: ServiceSettings,
  script: ScriptedBackend,
  client: UpstreamClient?,
  replayer: Replayer?,
  stores: StateStores,
  logger: Logger
) throws(ServiceFailure) -> any ModelBackend {
  /// Files and prompts stay here, and their names mean nothing elsewhere.
  func inlining(_ backend: any ModelBackend) -> InliningBackend {
    InliningBackend(backend, files: stores, caches: stores, limit: settings.requestBodyLimit)
  }
  if let replayer { return inlining(Replay(replayer, waitingBy: settings.replaysTimings ? ContinuousClock() : nil)) }
  guard let client else { return script }
  var upstream: any ModelBackend =
    switch settings.upstreamAPI {
    case .gemini: GeminiUpstream(client: client)
    case .openai: makeChat(client, key: settings.upstreamKey, ChatUpstream(model: settings.upstreamModel))
    }
  if let directory = settings.record {
    let recorder = try configured { () throws(RecordingError) in try Recorder(directory: directory, logger: logger) }
    upstream = RecordingBackend(upstream, recorder: recorder, limit: UpstreamAnswer.maximumSize)
  }
  upstream = inlining(upstream)
  return settings.onMiss == .upstream ? Fallback(script, then: upstream) : upstream
}

/// Reads the recordings to replay.
///
/// - Parameter settings: Say where they are.
/// - Returns: Nil where there are none.
/// - Throws: A configuration failure for recordings that cannot be read, and for settings that do not go with them.
func makeReplayer(_ settings: ServiceSettings) throws(ServiceFailure) -> Replayer? {
  try check(settings)
  guard let directory = settings.replay else { return nil }
  return try configured { () throws(RecordingError) in try Replayer(directory: directory) }
}

/// Refuses settings that do not go together.
private func check(_ settings: ServiceSettings) throws(ServiceFailure) {
  let hasUpstream = settings.upstream != nil
  guard hasUpstream || (settings.upstreamAPI == .gemini && settings.upstreamModel == nil) else {
    throw .configuration("upstream_api and upstream_model want the server to ask: --upstream http://…")
  }
  guard settings.upstreamAPI == .openai || settings.upstreamModel == nil else {
    throw .configuration(
      "upstream_model is for upstream_api openai; the Gemini API is asked for the request's own model"
    )
  }
  if settings.onMiss == .upstream {
    guard hasUpstream, settings.replay == nil else {
      throw .configuration("on_miss upstream wants the server to ask: --upstream https://…")
    }
    return
  }
  switch (settings.record, settings.replay, hasUpstream) {
  case (nil, nil, false), (nil, _?, false), (_?, nil, true): return
  case (_?, _?, _): throw .configuration("record and replay cannot stand together")
  case (_?, nil, false): throw .configuration("record wants the server to record: --upstream https://…")
  case (nil, _, true): throw .configuration("upstream wants a directory to record into: --record DIR")
  }
}

private func configured<Value>(_ make: () throws(RecordingError) -> Value) throws(ServiceFailure) -> Value {
  do throws(RecordingError) { return try make() } catch { throw .configuration("\(error)") }
}
