/// The names of metrics, in the form Prometheus recommends: units are base units, counters end in `_total`.
///
/// Pollux makes all labels; nothing that a client sends becomes one.
package enum MetricNames {
  /// Gauge, always 1; label `version`.
  package static let buildInfo = "pollux_build_info"
  /// Gauge, seconds since 1970.
  package static let processStart = "process_start_time_seconds"
  /// Counter; labels `route` (``RouteName``) and `status`, 499 if the client left before its answer.
  package static let requests = "pollux_http_requests_total"
  /// Histogram, seconds from head to end of the response; label `route`.
  package static let requestDuration = "pollux_http_request_duration_seconds"
  /// Gauge.
  package static let requestsInFlight = "pollux_http_requests_in_flight"
  /// Counter; label `outcome`, as the API names it, or `ERROR` if no session was available or the response ended.
  package static let blocks = "pollux_code_blocks_total"
  /// Histogram, seconds from the code to its result; label `outcome`.
  package static let blockDuration = "pollux_code_block_duration_seconds"
  /// Counter of prompts that no fixture answered.
  package static let fixtureMisses = "pollux_fixture_misses_total"
  /// Gauge, 1 while code is accepted.
  package static let sandboxReady = "pollux_sandbox_ready"
  /// Gauge of sessions that belong to a response or are being ended.
  package static let sessionsActive = "pollux_sandbox_sessions_active"
  /// Gauge of parked sessions.
  package static let sessionsParked = "pollux_sandbox_sessions_parked"
  package static let sessionsParkedLimit = "pollux_sandbox_sessions_parked_limit"
  /// Gauges; label `tier`: 1 while sessions are forked from it, and the memory of its fork server in bytes.
  package static let tierReady = "pollux_sandbox_tier_ready"
  package static let tierMemory = "pollux_sandbox_tier_memory_bytes"
  package static let sessionsLimit = "pollux_sandbox_sessions_limit"
  /// Gauge of responses that wait for a session.
  package static let queueWaiting = "pollux_sandbox_queue_waiting"
  package static let queueLimit = "pollux_sandbox_queue_limit"
}

/// The routes as metrics name them: the API's methods, and Pollux's own paths.
package enum RouteName: String, CaseIterable, Sendable {
  case generateContent = "generate_content"
  case streamGenerateContent = "stream_generate_content"
  case chatCompletions = "chat_completions"
  case countTokens = "count_tokens"
  case computeTokens = "compute_tokens"
  case embedContent = "embed_content"
  case predict
  case cachedContents = "cached_contents"
  case createBatch = "create_batch"
  case batches
  case preflight
  case tunedModels = "tuned_models"
  case listModels = "list_models"
  case getModel = "get_model"
  case startUpload = "start_upload"
  case continueUpload = "continue_upload"
  case uploadWhole = "upload_whole"
  case listFiles = "list_files"
  case getFile = "get_file"
  case deleteFile = "delete_file"
  case downloadFile = "download_file"
  case health
  case ready
  case capabilities
  case usage
  case metrics
  /// The journal of requests and answers, for tests.
  case journal
  case verify
  /// Fixtures, and which of them were used.
  case fixtures
  /// Resets, snapshots and seeds, between tests.
  case reset
  /// Requests that were refused before a route was found.
  case none

  /// Whether machines ask it again and again: the log has such requests at debug.
  package var isProbe: Bool {
    switch self {
    case .health, .ready, .metrics: true
    default: false
    }
  }
}
