/// The names of all settings, as `pollux.yaml` has them; what each one is stands in ``Setting/sections``.
package enum SettingKey: String, CaseIterable, Sendable {
  case allowedHosts = "allowed_hosts"
  case allowedOrigins = "allowed_origins"
  case anyKey = "any_key"
  case apiKeys = "api_keys"
  case apiKeysFile = "api_keys_file"
  case backend
  case billing
  case clock
  case config
  case connectionLimit = "connection_limit"
  case data
  case dialect
  case fileProcessing = "file_processing"
  case fixtures
  case host
  case isolation
  case journal
  case logLevel = "log_level"
  case minimumDeadline = "minimum_deadline"
  case onMiss = "on_miss"
  case port
  case portFile = "port_file"
  case readyFormat = "ready_format"
  case record
  case replay
  case replayTimings = "replay_timings"
  case requestBodiesLimit = "request_bodies_limit"
  case requestBodyLimit = "request_body_limit"
  case requestTimeout = "request_timeout"
  case responseTimeout = "response_timeout"
  case sandbox
  case sandboxConfig = "sandbox_config"
  case seed
  case stopWithInput = "stop_with_input"
  case temporaryData = "temporary_data"
  case tokenizer
  case upstream
  case upstreamAPI = "upstream_api"
  case upstreamKey = "upstream_key"
  case upstreamMode = "upstream_mode"
  case upstreamModel = "upstream_model"
}
