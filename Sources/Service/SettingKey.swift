/// Every setting, by its key in `pollux.yaml`; the environment has each as `POLLUX_` and the key in capitals.
package enum SettingKey: String, CaseIterable, Sendable {
  /// `allowed_hosts` (list of names, default none): what `Host` may say besides loopback names and `host`.
  case allowedHosts = "allowed_hosts"
  /// `any_key` (true or false, default false): whether any API key is taken on an address beyond loopback.
  case anyKey = "any_key"
  /// `api_keys` (list, secret, default none): the API keys that are taken; with none on loopback, every request is.
  case apiKeys = "api_keys"
  /// `api_keys_file` (file, default none): more API keys, one a line; empty lines and those that begin with # do not count.
  case apiKeysFile = "api_keys_file"
  /// `billing` (guide or observed, default guide): what of a response is paid for.
  case billing
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
  /// `log_level` (trace, debug, info, notice, warning, error or critical; default info).
  case logLevel = "log_level"
  /// `port` (0 to 65535, default 8080): 0 takes any free port.
  case port
  /// `request_body_limit` (bytes, 1024 to 2147483648, default 104857600): the largest request body.
  case requestBodyLimit = "request_body_limit"
  /// `response_timeout` (seconds, 1 to 3600, default 300): the time of one response whose client asks for none.
  case responseTimeout = "response_timeout"
  /// `sandbox_config` (directory, default found near the program): models, limits, libraries and the built-in script.
  case sandboxConfig = "sandbox_config"
  /// `tokenizer` (file, default none): a SentencePiece model that counts tokens in the place of the estimate.
  case tokenizer

  package var environmentName: String { "POLLUX_" + rawValue.uppercased() }

  /// Whether a value may hold several entries, in the environment separated by commas.
  var isList: Bool { self == .allowedHosts || self == .apiKeys }

  /// Whether a value is a path; one in a file is relative to the file.
  var isPath: Bool { [.apiKeysFile, .data, .fixtures, .sandboxConfig, .tokenizer].contains(self) }
}

/// A value as it was written, and where.
struct WrittenSetting: Hashable, Sendable {
  var values: [String]
  /// `--port`, `POLLUX_PORT` or `pollux.yaml line 3`.
  var source: String

  var isFlag: Bool { source.hasPrefix("--") }
}
