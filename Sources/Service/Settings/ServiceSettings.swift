package import GeminiAPI
package import Generation
package import Logging
package import ModelBackends
package import SandboxHost
package import Scripting

/// The settings, read once: flag before environment before `pollux.yaml` before default.
///
/// A property's first value is the setting's default; what a setting is called, takes and means stands in
/// ``Setting/sections``.
package struct ServiceSettings: Sendable {
  package var allowedHosts: [String] = []
  package var allowedOrigins: [String] = []
  package var anyKey = false
  /// Those of `apiKeysFile` included.
  package var apiKeys: [String] = []
  package var apiKeysFile: String?
  /// What answers; nil where nobody says: the script, or the upstream that is recorded.
  package var backend: BackendKind?
  package var billing = BillingRule.guide
  /// The settings file; nil for `pollux.yaml`, where there is one.
  package var config: String?
  package var connectionLimit = 2_048
  /// Nil for the directory in the user's home; see ``DataPath``.
  package var data: String?
  /// What the API's fields tell; nil for the machine's time.
  package var clock: Timestamp?
  /// The dialect of every response whose client asks for none; nil for the model's own.
  package var dialect: String?
  /// In seconds.
  package var fileProcessing = 0
  /// Nil for the built-in script.
  package var fixtures: String?
  package var host = "127.0.0.1"
  /// Nil for the one of `sandbox.yaml`.
  package var isolation: SandboxProfile.Isolation?
  /// How many requests are kept.
  package var journal = 1000
  package var logLevel = Logger.Level.info
  package var minimumDeadline = Duration.seconds(10)
  /// Nil where nobody says: then the built-in script explains itself, and fixtures answer 400.
  package var onMiss: MissPolicy?
  package var port = 8080
  package var portFile: String?
  package var readyFormat = ReadyFormat.text
  /// Where what `upstream` answers is written.
  package var record: String?
  package var replay: String?
  package var replaysTimings = false
  /// In bytes, of all requests together.
  package var requestBodiesLimit = 512 << 20
  /// In bytes.
  package var requestBodyLimit = 100 << 20
  /// In seconds.
  package var requestTimeout = 60
  package var responseTimeout = Duration.seconds(300)
  package var sandbox = SandboxSwitch.on
  /// Nil for the directory found near the program.
  package var sandboxConfig: String?
  package var seed: UInt64?
  package var stopsWithInput = false
  /// Whether `data` is a directory of this run alone.
  package var hasTemporaryData = false
  /// A SentencePiece model; nil for estimated counts.
  package var tokenizer: String?
  /// The server to ask.
  package var upstream: String?
  /// The older name of `backend`; nil where nobody uses it.
  package var upstreamAPI: UpstreamAPI?
  /// Nil for the client's own, where the upstream has the same API.
  package var upstreamKey: String?
  /// How its model is brought to run code; nil for what its API does best.
  package var upstreamMode: UpstreamMode?
  /// What the upstream calls its model; nil for the one it lists.
  package var upstreamModel: String?

  /// Settings by their defaults.
  package init() {}

  /// Reads settings.
  ///
  /// - Parameters:
  ///   - settings: Which are read; the others keep their defaults, whatever is written for them.
  ///   - flags: What the command line says.
  ///   - environment: All variables of the process.
  /// - Throws: A configuration failure naming the setting, where it was written and what it takes.
  package init(
    _ settings: [Setting],
    flags: [SettingKey: [String]],
    environment: [String: String]
  ) throws(ServiceFailure) {
    let places = WrittenSettings(flags: flags, environment: environment, file: SettingsFile())
    if let setting = Setting.of(.config), let named = try places.value(of: setting) { try setting.take(&self, named) }
    let file = try SettingsFile(path: config ?? "pollux.yaml", isRequired: config != nil)
    let written = WrittenSettings(flags: flags, environment: environment, file: file)
    var sources: [SettingKey: String] = [:]
    for setting in settings {
      guard let value = try written.value(of: setting) else { continue }
      try setting.take(&self, value)
      sources[setting.key] = value.source
    }
    if let apiKeysFile { apiKeys += try APIKeysFile(path: apiKeysFile).keys }
    try checkExposure()
    try checkCombinations(sources)
  }

  /// A setting that has no effect beside another is a mistake; the message names where it was written.
  private func checkCombinations(_ sources: [SettingKey: String]) throws(ServiceFailure) {
    func refuse(_ key: SettingKey, _ reason: String) -> ServiceFailure {
      .configuration("\(sources[key] ?? key.rawValue) has no effect: \(reason)")
    }
    if replaysTimings, replay == nil {
      throw refuse(.replayTimings, "it is about a replay. Add --replay DIR, or leave it out.")
    }
    if isolation != nil, sandbox == .off {
      throw refuse(.isolation, "with sandbox off no code runs that could be isolated. Leave one of the two out.")
    }
    if let onMiss, onMiss != .upstream, let key = [SettingKey.record, .replay].first(where: { sources[$0] != nil }) {
      throw refuse(.onMiss, "with \(key.rawValue) no fixture is asked. Leave it out, or use on_miss upstream.")
    }
  }

  /// Whoever can reach the server can run code on it, so an address beyond loopback needs keys.
  private func checkExposure() throws(ServiceFailure) {
    guard !hostIsLoopback, apiKeys.isEmpty, !anyKey else { return }
    throw .configuration(
      "host \(host) is reachable from other machines, and no API key is required. "
        + "Set POLLUX_API_KEYS to the keys to accept, or --api-keys-file to a file of them, pass --any-key to accept every caller, or listen on 127.0.0.1."
    )
  }

  private var hostIsLoopback: Bool {
    host == "localhost" || host == "::1" || (host.hasPrefix("127.") && host.split(separator: ".").count == 4)
  }
}

/// What answers requests to models.
package enum BackendKind: String, CaseIterable, Sendable {
  case scripted, openai, gemini

  /// What the other server speaks; nil where there is none.
  var api: UpstreamAPI? {
    switch self {
    case .scripted: nil
    case .openai: .openai
    case .gemini: .gemini
    }
  }
}

/// Whether code is run at all.
package enum SandboxSwitch: String, CaseIterable, Sendable {
  case on, off
}

/// How the ready line is written.
package enum ReadyFormat: String, CaseIterable, Sendable {
  case text, json
}
