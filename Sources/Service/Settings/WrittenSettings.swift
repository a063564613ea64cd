import Configuration
import Synchronization

/// What was written for one setting, and where.
struct WrittenSetting: Hashable, Sendable {
  var values: [String]
  var place: Setting.Place
  /// `--port`, `POLLUX_PORT` or `pollux.yaml line 3`.
  var source: String

  /// A failure that names where the setting was written.
  func failure(_ problem: String) -> ServiceFailure {
    ServiceFailure(exitCode: place == .flag ? 64 : 78, message: "\(source): \(problem)")
  }
}

/// Finds what was written for a setting: flag before environment before file.
///
/// Every value stays text here; its type is the setting's own, the same in all three places.
struct WrittenSettings {
  /// Notes which provider gave the last value, for messages.
  private final class Origin: AccessReporter {
    private let last = Mutex<AccessEvent?>(nil)

    func report(_ event: AccessEvent) { last.withLock { $0 = event } }

    /// The name of the provider whose value or error was the answer; nil where none had the key.
    var provider: String? {
      guard let result = last.withLock({ $0 })?.providerResults.last else { return nil }
      if case .success(let found) = result.result, found.value == nil { return nil }
      return result.providerName
    }
  }

  private let reader: ConfigReader
  private let origin = Origin()
  private let places: [String: Setting.Place]
  private let file: SettingsFile

  /// - Parameters:
  ///   - flags: What the command line says.
  ///   - environment: All variables of the process.
  ///   - file: What the settings file says.
  init(flags: [SettingKey: [String]], environment: [String: String], file: SettingsFile) {
    let providers: [(place: Setting.Place, provider: any ConfigProvider)] = [
      (.flag, Self.provider("flags", flags)),
      (.environment, EnvironmentVariablesProvider(environmentVariables: environment)),
      (.file, Self.provider("file", file.values)),
    ]
    reader = ConfigReader(providers: providers.map(\.provider), accessReporter: origin)
    places = Dictionary(providers.map { ($0.provider.providerName, $0.place) }) { first, _ in first }
    self.file = file
  }

  /// Finds one setting.
  ///
  /// - Parameter setting: The setting.
  /// - Returns: What was written in the strongest place that has it; nil where none has.
  /// - Throws: A configuration failure where a place holds something that is not text.
  func value(of setting: Setting) throws(ServiceFailure) -> WrittenSetting? {
    let key = Self.key(setting.key)
    var values: [String]
    do {
      // Only the required variants: the others take a value of a wrong type for an absent one.
      values =
        setting.shape == .list
        ? try reader.requiredStringArray(forKey: key, isSecret: setting.isSecret)
        : [try reader.requiredString(forKey: key, isSecret: setting.isSecret)]
    } catch {
      guard origin.provider != nil else { return nil }
      throw .configuration("\(setting.key.rawValue): \(error)")
    }
    guard let place = origin.provider.flatMap({ places[$0] }) else { return nil }
    // A variable that is set to nothing, or ends with a comma, is an everyday thing in scripts.
    if place == .environment, setting.shape == .list { values.removeAll(where: \.isEmpty) }
    return WrittenSetting(values: values, place: place, source: source(of: setting, in: place))
  }

  private func source(of setting: Setting, in place: Setting.Place) -> String {
    switch place {
    case .flag: setting.flag
    case .environment: setting.variable
    case .file: file.place(of: setting.key)
    }
  }

  private static func provider(_ name: String, _ values: [SettingKey: [String]]) -> InMemoryProvider {
    let contents = values.map { key, texts in
      let setting = Setting.of(key)
      let content: ConfigContent = setting?.shape == .list ? .stringArray(texts) : .string(texts.first ?? "")
      return (AbsoluteConfigKey(Self.key(key)), ConfigValue(content, isSecret: setting?.isSecret ?? true))
    }
    return InMemoryProvider(name: name, values: Dictionary(contents) { first, _ in first })
  }

  /// Encoded for the environment, it is ``Setting/variable``.
  private static func key(_ key: SettingKey) -> ConfigKey { ConfigKey(["pollux", key.rawValue]) }
}
