import Generation
import HTTPAPI
import Logging
import ModelBackends
import Recording
import Scripting
import Upstream

/// What answers requests to models instead of the script: another server, or recordings of one.
///
/// - Parameters:
///   - settings: Say which.
///   - client: Asks the other server, where the settings name one.
///   - logger: Told of recordings that cannot be written.
///   - pipeline: Makes the pipeline of a backend.
/// - Returns: Nil for the script alone.
/// - Throws: A configuration failure for settings that do not go together, or recordings that cannot be read.
func makeRecordings(
  _ settings: ServiceSettings,
  client: UpstreamClient?,
  logger: Logger,
  pipeline: (any ModelBackend) -> GenerateContentPipeline
) throws(ServiceFailure) -> Recordings? {
  guard client != nil || (settings.upstreamAPI == .gemini && settings.upstreamModel == nil) else {
    throw .configuration("upstream_api and upstream_model want the server to ask: --upstream http://…")
  }
  guard settings.upstreamAPI == .openai || settings.upstreamModel == nil else {
    throw .configuration(
      "upstream_model is for upstream_api openai; the Gemini API is asked for the request's own model"
    )
  }
  if settings.onMiss == .upstream {
    guard let client, settings.replay == nil else {
      throw .configuration("on_miss upstream wants the server to ask: --upstream https://…")
    }
    return .missed(
      upstream(client, settings, pipeline),
      try settings.record.map { directory throws(ServiceFailure) in try recorder(directory, logger) }
    )
  }
  switch (settings.record, settings.replay, client) {
  case (nil, nil, nil): return nil
  case (nil, let directory?, nil):
    return .replay(
      try configured { () throws(RecordingError) in try Replayer(directory: directory) },
      isTimed: settings.replaysTimings
    )
  case (let directory?, nil, let client?):
    return .record(upstream(client, settings, pipeline), try recorder(directory, logger))
  case (_?, _?, _): throw .configuration("record and replay cannot stand together")
  case (_?, nil, nil): throw .configuration("record wants the server to record: --upstream https://…")
  case (nil, _, _?): throw .configuration("upstream wants a directory to record into: --record DIR")
  }
}

private func upstream(
  _ client: UpstreamClient,
  _ settings: ServiceSettings,
  _ pipeline: (any ModelBackend) -> GenerateContentPipeline
) -> UpstreamModel {
  switch settings.upstreamAPI {
  case .gemini: return .gemini(client)
  case .openai:
    let transport = UpstreamChat(client: client, key: settings.upstreamKey)
    return .translated(pipeline(ChatBackend(transport: transport, model: settings.upstreamModel)))
  }
}

private func recorder(_ directory: String, _ logger: Logger) throws(ServiceFailure) -> Recorder {
  try configured { () throws(RecordingError) in try Recorder(directory: directory, logger: logger) }
}

private func configured<Value>(_ make: () throws(RecordingError) -> Value) throws(ServiceFailure) -> Value {
  do throws(RecordingError) { return try make() } catch { throw .configuration("\(error)") }
}
