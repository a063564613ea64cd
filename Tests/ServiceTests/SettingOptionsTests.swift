import ArgumentParser
import Commands
import Service
import Testing

/// The flags of all settings, as `pollux serve` has them.
private struct Everything: SettingChoice {
  static var settings: [Setting] { Setting.all }
}

/// The flags of a few.
private struct Few: SettingChoice {
  static var settings: [Setting] { [SettingKey.isolation, .apiKeys].compactMap(Setting.of) }
}

@Suite("The flags of settings")
struct SettingOptionsTests {
  @Test("are made from the table", arguments: Setting.all.filter { $0.places.contains(.flag) })
  func parsed(_ setting: Setting) throws {
    let words =
      switch setting.shape {
      case .flag: [setting.flag]
      case .one: [setting.flag, setting.samples[0]]
      case .list: setting.samples.flatMap { [setting.flag, $0] }
      }
    let expected =
      switch setting.shape {
      case .flag: ["true"]
      case .one: [setting.samples[0]]
      case .list: setting.samples
      }
    #expect(try SettingOptions<Everything>.parse(words).flags == [setting.key: expected])
  }

  @Test("that are left out say nothing")
  func absent() throws {
    #expect(try SettingOptions<Everything>.parse([]).flags.isEmpty)
  }

  private static let help = SettingOptions<Everything>.helpMessage(columns: 10_000)

  @Test("show their help and their default", arguments: Setting.all)
  func help(_ setting: Setting) {
    let help = Self.help
    guard setting.places.contains(.flag) else {
      #expect(!help.contains(setting.flag + " "))
      return
    }
    #expect(help.contains(setting.shape == .flag ? setting.flag : "\(setting.flag) <\(setting.valueName)>"))
    #expect(help.contains(setting.help))
    if setting.shape == .one, setting.hasStandardValue { #expect(help.contains("(default: \(setting.standard))")) }
  }

  @Test("of a command are those it names, without secrets")
  func choice() {
    #expect(throws: (any Error).self) { try SettingOptions<Few>.parse(["--port", "1"]) }
    #expect(throws: (any Error).self) { try SettingOptions<Few>.parse(["--api-key", "x"]) }
    #expect(throws: Never.self) { try SettingOptions<Few>.parse(["--isolation", "full"]) }
  }
}
