package import GeminiAPI
package import Generation
import Glibc
package import Logging
package import ModelBackends
package import SandboxHost

/// The server's settings, read once: flag before environment before `pollux.yaml` before default.
package struct ServiceSettings: Sendable {
  package var allowedHosts: [String] = []
  package var allowedOrigins: [String] = []
  package var anyKey = false
  package var apiKeys: [String] = []
  package var billing = BillingRule.guide
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
  /// The server to record.
  package var upstream: String?
  package var upstreamAPI = UpstreamAPI.gemini
  /// What the upstream calls its model; nil for the name a request has.
  package var upstreamModel: String?

  /// Settings by their defaults.
  package init() {}

  /// Reads the settings.
  ///
  /// - Parameters:
  ///   - flags: What stands on the command line; absent keys are asked for elsewhere.
  ///   - file: The configuration file the command line names; nil for `POLLUX_CONFIG`, else `pollux.yaml` if there is one.
  ///   - environment: Looks up an environment variable.
  /// - Throws: A configuration failure naming the setting, where it was written and what it takes.
  package init(
    flags: [SettingKey: [String]],
    file: String?,
    environment: (String) -> String? = { getenv($0).map { String(cString: $0) } }
  ) throws(ServiceFailure) {
    let named = file ?? environment("POLLUX_CONFIG")
    var written = try SettingsFile(path: named ?? "pollux.yaml", isRequired: named != nil).settings
    for key in SettingKey.allCases {
      if let values = flags[key] {
        let flag = key.rawValue.map { $0 == "_" ? "-" : String($0) }.joined()
        written[key] = WrittenSetting(values: values, source: "--\(flag)")
      } else if let text = environment(key.environmentName) {
        let values = key.isList ? text.split(separator: ",").map { Self.trimmed($0) } : [text]
        written[key] = WrittenSetting(values: values, source: key.environmentName)
      }
    }
    for key in SettingKey.allCases {
      if let setting = written[key] { try take(key, setting) }
    }
    try checkExposure()
    try checkCombinations(written)
  }

  /// A setting that has no effect beside another is a mistake, and is told where it was written.
  private func checkCombinations(_ written: [SettingKey: WrittenSetting]) throws(ServiceFailure) {
    func refuse(_ key: SettingKey, _ reason: String) -> ServiceFailure {
      .configuration("\(written[key]?.source ?? key.rawValue) has no effect: \(reason)")
    }
    if replaysTimings, replay == nil {
      throw refuse(.replayTimings, "it is about a replay. Add --replay DIR, or leave it out.")
    }
    if isolation != nil, sandbox == .off {
      throw refuse(.isolation, "with sandbox off no code runs that could be isolated. Leave one of the two out.")
    }
    if let onMiss, onMiss != .upstream, let key = [SettingKey.record, .replay].first(where: { written[$0] != nil }) {
      throw refuse(.onMiss, "with \(key.rawValue) no fixture is asked. Leave it out, or use on_miss upstream.")
    }
  }

  private mutating func take(_ key: SettingKey, _ setting: WrittenSetting) throws(ServiceFailure) {
    let value = SettingValue(key: key, written: setting)
    switch key {
    case .allowedHosts: allowedHosts = try value.texts()
    case .allowedOrigins: allowedOrigins = try value.origins()
    case .anyKey: anyKey = try value.flag()
    case .apiKeys: apiKeys += try value.texts()
    case .apiKeysFile: apiKeys += try APIKeysFile(path: try value.text()).keys
    case .billing: billing = try value.choice()
    case .clock: clock = try value.timestamp()
    case .connectionLimit: connectionLimit = try value.number(in: 1...100_000)
    case .data: data = try value.text()
    case .dialect: dialect = try value.text()
    case .fileProcessing: fileProcessing = try value.number(in: 0...3_600)
    case .fixtures: fixtures = try value.text()
    case .host: host = try value.text()
    case .isolation: isolation = try value.choice()
    case .journal: journal = try value.number(in: 0...100_000)
    case .logLevel: logLevel = try value.logLevel()
    case .minimumDeadline: minimumDeadline = .seconds(try value.number(in: 0...3_600))
    case .onMiss: onMiss = try value.choice()
    case .port: port = try value.number(in: 0...65_535)
    case .portFile: portFile = try value.text()
    case .readyFormat: readyFormat = try value.choice()
    case .record: record = try value.text()
    case .replay: replay = try value.text()
    case .replayTimings: replaysTimings = try value.flag()
    case .requestBodiesLimit: requestBodiesLimit = try value.number(in: 1_048_576...1_099_511_627_776)
    case .requestBodyLimit: requestBodyLimit = try value.number(in: 1_024...2_147_483_648)
    case .requestTimeout: requestTimeout = try value.number(in: 1...3_600)
    case .responseTimeout: responseTimeout = .seconds(try value.number(in: 1...3_600))
    case .sandbox: sandbox = try value.choice()
    case .sandboxConfig: sandboxConfig = try value.text()
    case .seed: seed = UInt64(try value.number(in: 0...Int.max))
    case .stopWithInput: stopsWithInput = try value.flag()
    case .temporaryData: hasTemporaryData = try value.flag()
    case .tokenizer: tokenizer = try value.text()
    case .upstream: upstream = try value.text()
    case .upstreamAPI: upstreamAPI = try value.choice()
    case .upstreamModel: upstreamModel = try value.text()
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

  private static func trimmed(_ text: Substring) -> String {
    var text = text.drop { $0.isWhitespace }
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
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
