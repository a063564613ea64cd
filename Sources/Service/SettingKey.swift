/// Every setting, by its key in `pollux.yaml`; the environment has each as `POLLUX_` and the key in capitals.
package enum SettingKey: String, CaseIterable, Sendable {
  /// `allowed_hosts` (list of names, default none): what `Host` may say besides loopback names and `host`.
  case allowedHosts = "allowed_hosts"
  /// `allowed_origins` (list of origins such as https://app.example, or `*`; default none): whose pages may use files,
  /// cached contents and batches of a server that asks for no API key.
  case allowedOrigins = "allowed_origins"
  /// `any_key` (true or false, default false): whether any API key is taken on an address beyond loopback.
  case anyKey = "any_key"
  /// `api_keys` (list, secret, default none): the API keys that are taken; with none on loopback, every request is.
  case apiKeys = "api_keys"
  /// `api_keys_file` (file, default none): more API keys, one a line; empty lines and those that begin with # do not count.
  case apiKeysFile = "api_keys_file"
  /// `billing` (guide or observed, default guide): what of a response is paid for.
  case billing
  /// `connection_limit` (1 to 100000, default 2048): the most connections at once; fewer where the limit of open files is
  /// low.
  case connectionLimit = "connection_limit"
  /// `data` (directory, default `pollux` in the user's state directory): uploaded files; one server at a time uses it.
  case data
  /// `dialect` (name of a dialect in `models.yaml`, default the model's own): how responses look on the wire.
  case dialect
  /// `file_processing` (seconds, 0 to 3600, default 0): how long an uploaded file is `PROCESSING` before it is `ACTIVE`.
  case fileProcessing = "file_processing"
  /// `fixtures` (directory, default the built-in script): what the scripted model answers.
  case fixtures
  /// `host` (name or address, default 127.0.0.1): where the server listens.
  case host
  /// `isolation` (best, full, user or restricted; default that of `sandbox.yaml`): how strongly sessions are isolated.
  case isolation
  /// `clock` (a time as 2026-01-31T12:00:00Z, default the machine's): what the API's fields tell for as long as the server
  /// runs; limits of time and Python's own clock stay real.
  case clock
  /// `journal` (0 to 100000, default 1000): how many requests are kept for tests to look at.
  case journal
  /// `log_level` (trace, debug, info, notice, warning, error or critical; default info).
  case logLevel = "log_level"
  /// `minimum_deadline` (seconds, 0 to 3600, default 10): the shortest time a client may ask for in `X-Server-Timeout`; a
  /// shorter one is refused, as the service does. 0 takes any, for tests of 504.
  case minimumDeadline = "minimum_deadline"
  /// `on_miss` (error, echo, auto or upstream; default error, and with the built-in script its own words): what is
  /// answered where no fixture matches.
  case onMiss = "on_miss"
  /// `port` (0 to 65535, default 8080): 0 takes any free port.
  case port
  /// `port_file` (file, default none): where the port is written once connections are accepted.
  case portFile = "port_file"
  /// `ready_format` (text or json, default text): the one line on standard output.
  case readyFormat = "ready_format"
  /// `record` (directory, default none): requests to models go to `upstream`, and what comes back is written here.
  case record
  /// `replay` (directory, default none): requests to models are answered as they were recorded, and no others.
  case replay
  /// `replay_timings` (true or false, default false): whether a replay takes the time the recording took.
  case replayTimings = "replay_timings"
  /// `request_bodies_limit` (bytes, 1048576 to 1099511627776, default 536870912): the most bytes of bodies that all requests
  /// at hand hold together; at least `request_body_limit`.
  case requestBodiesLimit = "request_bodies_limit"
  /// `request_body_limit` (bytes, 1024 to 2147483648, default 104857600): the largest request body.
  case requestBodyLimit = "request_body_limit"
  /// `request_timeout` (seconds, 1 to 3600, default 60): how long a request's body may take, and a second more for each
  /// 16 KiB that came.
  case requestTimeout = "request_timeout"
  /// `response_timeout` (seconds, 1 to 3600, default 300): the time of one response whose client asks for none.
  case responseTimeout = "response_timeout"
  /// `sandbox` (on or off, default on): with off no code is run, and only `canned` results are told; for machines that
  /// have no way to isolate it.
  case sandbox
  /// `sandbox_config` (directory, default found near the program): models, limits, libraries and the built-in script.
  case sandboxConfig = "sandbox_config"
  /// `seed` (a whole number from 0, default none): ids are drawn from it, the same in each run.
  case seed
  /// `stop_with_input` (true or false, default false): whether the server stops when its standard input ends, so that it
  /// never outlives the program that started it.
  case stopWithInput = "stop_with_input"
  /// `temporary_data` (true or false, default false): whether files are kept in a directory of this run alone, which goes
  /// with it.
  case temporaryData = "temporary_data"
  /// `tokenizer` (file, default none): a SentencePiece model that counts tokens in the place of the estimate.
  case tokenizer

  /// `upstream` (address, default none): the server to record; its key is `POLLUX_UPSTREAM_KEY`, else the client's own.
  case upstream
  /// `upstream_api` (gemini or openai, default gemini): what the upstream speaks; chat completions are asked with a
  /// function `run_python`, whose code runs here.
  case upstreamAPI = "upstream_api"
  /// `upstream_model` (name, default the request's): the model an upstream of the OpenAI API is asked for.
  case upstreamModel = "upstream_model"

  package var environmentName: String { "POLLUX_" + rawValue.uppercased() }

  /// Whether a value may hold several entries, in the environment separated by commas.
  var isList: Bool { [.allowedHosts, .allowedOrigins, .apiKeys].contains(self) }

  /// Whether a value is a path; one in a file is relative to the file.
  var isPath: Bool {
    [.apiKeysFile, .data, .fixtures, .portFile, .record, .replay, .sandboxConfig, .tokenizer].contains(self)
  }
}

/// A value as it was written, and where.
struct WrittenSetting: Hashable, Sendable {
  var values: [String]
  /// `--port`, `POLLUX_PORT` or `pollux.yaml line 3`.
  var source: String

  var isFlag: Bool { source.hasPrefix("--") }
}
