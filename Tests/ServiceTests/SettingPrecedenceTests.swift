import Foundation
import Service
import Testing

@Suite("Where a setting is given")
struct SettingPrecedenceTests {
  /// What else has to be given so that a setting has an effect.
  private static let companions: [SettingKey: SettingKey] = [.replayTimings: .replay]

  @Test("a flag wins over the environment, that over the file, that over the default", arguments: Setting.all)
  func precedence(_ setting: Setting) throws {
    guard setting.key != .config, setting.key != .apiKeysFile else { return }
    let wanted = [setting] + (Self.companions[setting.key].flatMap(Setting.of).map { [$0] } ?? [])
    let replay: [SettingKey: [String]] = wanted.count > 1 ? [.replay: ["/recordings"]] : [:]
    let (weak, strong) = (setting.samples[1], setting.samples[0])
    let file = setting.places.contains(.file) ? "\(setting.key.rawValue): \(Self.inFile(weak, setting))" : ""
    func shown(flag: String? = nil, variable: String? = nil, file: String = "") throws -> String? {
      let flags = replay.merging(flag.map { [setting.key: [$0]] } ?? [:]) { $1 }
      let environment = variable.map { [setting.variable: $0] } ?? [:]
      return setting.shown(try read(wanted, flags: flags, environment: environment, file: file))
    }
    #expect(try shown() == setting.shown(ServiceSettings()))
    if setting.places.contains(.file) { #expect(try shown(file: file) == weak) }
    #expect(try shown(variable: strong, file: file) == strong)
    if setting.places.contains(.flag) {
      #expect(try shown(flag: strong, variable: weak, file: file) == strong)
      #expect(try shown(flag: weak, variable: strong, file: file) == weak)
    }
  }

  private static func inFile(_ text: String, _ setting: Setting) -> String {
    setting.shape == .list ? "[\"\(text)\"]" : "\"\(text)\""
  }

  @Test("the settings file is named by the flag, else by the environment")
  func config() throws {
    let folder = try SettingsFolder()
    let first = try folder.write("port: 1", to: "first.yaml")
    let second = try folder.write("port: 2", to: "second.yaml")
    func port(_ flags: [SettingKey: [String]], _ variable: String) throws -> Int {
      try ServiceSettings(Setting.all, flags: flags, environment: ["POLLUX_CONFIG": variable]).port
    }
    #expect(try port([:], second) == 2)
    #expect(try port([.config: [first]], second) == 1)
    #expect(
      try failure { try read([], environment: ["POLLUX_CONFIG": "/nonexistent.yaml"]) }.message.contains("/nonexist")
    )
  }

  @Test("keys of a file join those that are written down")
  func keysFile() throws {
    let folder = try SettingsFolder()
    let file = try folder.write("# ours\n one \r\n\ntwo\n", to: "keys")
    let settings = try read(
      Setting.all,
      flags: [.apiKeysFile: [file]],
      environment: ["POLLUX_API_KEYS": "three, four"],
      file: "api_keys: [five]"
    )
    #expect(settings.apiKeys == ["three", "four", "one", "two"])
  }

  @Test("a list is one in the file, separated by commas in the environment, given entry by entry as a flag")
  func lists() throws {
    #expect(try read(Setting.all, environment: ["POLLUX_ALLOWED_HOSTS": " a, b,"]).allowedHosts == ["a", "b"])
    #expect(
      try read(Setting.all, environment: ["POLLUX_ALLOWED_HOSTS": ""], file: "allowed_hosts: [c]").allowedHosts == []
    )
    #expect(try read(Setting.all, file: "allowed_hosts: [a, b]").allowedHosts == ["a", "b"])
    #expect(try read(Setting.all, file: "allowed_hosts: a").allowedHosts == ["a"])
    #expect(try read(Setting.all, flags: [.allowedHosts: ["a", "b,c"]]).allowedHosts == ["a", "b,c"])
  }

  @Test("a relative path in a file starts at the file, one in the environment at the working directory")
  func paths() throws {
    let folder = try SettingsFolder()
    let config = try folder.write("fixtures: answers\ndata: /var/data\ntokenizer: ../t.model\nhost: localhost")
    let settings = try ServiceSettings(
      Setting.all,
      flags: [.config: [config]],
      environment: ["POLLUX_PORT_FILE": "port"]
    )
    #expect(settings.fixtures == folder.path + "/answers")
    #expect(settings.tokenizer == folder.path + "/../t.model")
    #expect(settings.data == "/var/data" && settings.portFile == "port" && settings.host == "localhost")
  }

  @Test("variables that are not settings are ignored")
  func foreignVariables() throws {
    let environment = ["POLLUX_URL": "http://127.0.0.1:1", "POLLUX_PROT": "1", "PORT": "2", "pollux_port": "3"]
    #expect(try read(Setting.all, environment: environment).port == 8080)
  }

  @Test("a command reads its own settings, and is not bothered by the others")
  func choice() throws {
    let isolation = [SettingKey.isolation, .sandboxConfig].compactMap(Setting.of)
    let settings = try read(
      isolation,
      environment: ["POLLUX_ISOLATION": "restricted", "POLLUX_PORT": "many"],
      file: "host: 0.0.0.0\nsandbox: off\nisolation: user"
    )
    #expect(isolation[0].shown(settings) == "restricted")
    #expect(settings.host == "127.0.0.1")
  }
}
