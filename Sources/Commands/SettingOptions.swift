import ArgumentParser
import Foundation
package import Service

/// The settings a command reads.
package protocol SettingChoice {
  static var settings: [Setting] { get }
}

/// The flags of settings, with their help, made from the table of settings.
///
/// ArgumentParser finds the options of a type by reflection. This type shows it one for each setting, where others declare
/// a property; so a flag is stated nowhere else.
package struct SettingOptions<Choice: SettingChoice>: ParsableArguments, CustomReflectable {
  private struct Key: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  private static var settings: [Setting] { Choice.settings.filter { $0.places.contains(.flag) } }

  /// What the command line says.
  package private(set) var flags: [SettingKey: [String]] = [:]

  package init() {}

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    for setting in Self.settings {
      let key = Key(stringValue: setting.key.rawValue)
      switch setting.shape {
      case .flag:
        if try container.decode(Flag<Bool>.self, forKey: key).wrappedValue { flags[setting.key] = ["true"] }
      case .list:
        let texts = try container.decode(Option<[String]>.self, forKey: key).wrappedValue
        if !texts.isEmpty { flags[setting.key] = texts }
      case .one:
        flags[setting.key] = try container.decode(Option<String?>.self, forKey: key).wrappedValue.map { [$0] }
      }
    }
  }

  package var customMirror: Mirror {
    Mirror(self, children: Self.settings.map { (label: $0.key.rawValue, value: Self.option($0)) })
  }

  /// The settings by flag, environment and file.
  ///
  /// - Returns: Those of the choice; the others by their defaults.
  /// - Throws: A `ServiceFailure` naming the setting, where it was written and what it takes.
  package func read() throws(ServiceFailure) -> ServiceSettings {
    try ServiceSettings(Choice.settings, flags: flags, environment: ProcessInfo.processInfo.environment)
  }

  /// The same flags, for another command line.
  var arguments: [String] {
    Self.settings.flatMap { setting in
      (flags[setting.key] ?? []).flatMap { setting.shape == .flag ? [setting.flag] : [setting.flag, $0] }
    }
  }

  private static func option(_ setting: Setting) -> Any {
    let name = NameSpecification.customLong(String(setting.flag.dropFirst(2)))
    let help = ArgumentHelp(stringLiteral: setting.help + standard(setting))
    switch setting.shape {
    case .flag: return Flag<Bool>(wrappedValue: false, name: name, help: help)
    case .list: return Option<[String]>(wrappedValue: [], name: name, help: named(help, setting))
    case .one: return Option<String?>(name: name, help: named(help, setting))
    }
  }

  private static func named(_ help: ArgumentHelp, _ setting: Setting) -> ArgumentHelp {
    var help = help
    help.valueName = setting.valueName
    return help
  }

  private static func standard(_ setting: Setting) -> String {
    switch setting.shape {
    case .flag: ""
    case .list: " May be given several times."
    case .one: setting.standard == "none" ? "" : " (default: \(setting.standard))"
    }
  }
}

/// All settings, for `pollux serve`.
enum EverySetting: SettingChoice {
  static var settings: [Setting] { Setting.all }
}

/// What a command that runs code outside of a server needs.
enum SandboxSettings: SettingChoice {
  static let settings = [SettingKey.isolation, .sandboxConfig, .config].compactMap(Setting.of)
}

/// What a command needs that reads the files of `sandbox-config`, and runs nothing.
enum SandboxFileSettings: SettingChoice {
  static let settings = [SettingKey.sandboxConfig, .config].compactMap(Setting.of)
}

/// What `pollux exec` passes on to its server; the rest goes through `--server-option`.
enum ExecSettings: SettingChoice {
  static let settings = [SettingKey.fixtures, .config].compactMap(Setting.of)
}

/// What bills are made with.
enum BillSettings: SettingChoice {
  static let settings = [SettingKey.billing, .tokenizer, .sandboxConfig, .config].compactMap(Setting.of)
}
