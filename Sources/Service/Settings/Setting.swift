import GeminiAPI

/// One setting, stated once.
///
/// The key in `pollux.yaml`, the variable, the flag with its help, every message about a wrong value and the row in
/// `docs/settings.md` are made from it.
package struct Setting: Sendable {
  /// How many values a setting takes.
  package enum Shape: Sendable {
    case one
    /// Any number: a list in a file, separated by commas in the environment, a flag given several times.
    case list
    /// True or false; on the command line a flag without a value.
    case flag
  }

  /// Where a setting may be given, the strongest first.
  package enum Place: CaseIterable, Sendable {
    case flag, environment, file
  }

  package let key: SettingKey
  package let shape: Shape
  /// The name of a value in `--help`.
  package let valueName: String
  /// What may be written, such as `a whole number from 0 to 65535`.
  package let takes: String
  package let bounds: ClosedRange<Int>?
  /// Whether a value is a path; one in a file is relative to the file.
  package let isPath: Bool
  /// One sentence or two.
  package let help: String
  package let places: Set<Place>
  /// Whether no message may show the value.
  package let isSecret: Bool
  /// What holds where nobody says anything: a value as it would be written, or a description of what happens.
  package let standard: String
  /// Whether ``standard`` is a value.
  package let hasStandardValue: Bool
  /// The value among settings as it would be written; nil where it is not set.
  package let shown: @Sendable (ServiceSettings) -> String?
  /// Puts what was written among settings.
  let take: @Sendable (inout ServiceSettings, WrittenSetting) throws(ServiceFailure) -> Void

  /// A setting that always has a value; the default is that of the property.
  ///
  /// - Parameters:
  ///   - key: Its name.
  ///   - property: Where the value goes.
  ///   - form: Its type.
  ///   - help: One sentence or two.
  ///   - places: Where it may be given.
  ///   - isSecret: Whether no message may show the value.
  init<Value>(
    _ key: SettingKey,
    _ property: any WritableKeyPath<ServiceSettings, Value> & Sendable,
    _ form: SettingForm<Value>,
    _ help: String,
    in places: Set<Place> = Set(Place.allCases),
    isSecret: Bool = false
  ) {
    let shown: @Sendable (ServiceSettings) -> String? = { form.text($0[keyPath: property]) }
    self.init(key, form, help, places, isSecret, standard: nil, shown) { settings, value in
      settings[keyPath: property] = value
    }
  }

  /// A setting that may be left out.
  ///
  /// - Parameters:
  ///   - key: Its name.
  ///   - property: Where the value goes.
  ///   - form: Its type.
  ///   - unset: What holds where it is left out, as the docs say it.
  ///   - help: One sentence or two.
  ///   - places: Where it may be given.
  ///   - isSecret: Whether no message may show the value.
  init<Value>(
    _ key: SettingKey,
    _ property: any WritableKeyPath<ServiceSettings, Value?> & Sendable,
    _ form: SettingForm<Value>,
    unset: String,
    _ help: String,
    in places: Set<Place> = Set(Place.allCases),
    isSecret: Bool = false
  ) {
    let shown: @Sendable (ServiceSettings) -> String? = { $0[keyPath: property].map(form.text) }
    self.init(key, form, help, places, isSecret, standard: unset, shown) { settings, value in
      settings[keyPath: property] = value
    }
  }

  private init<Value>(
    _ key: SettingKey,
    _ form: SettingForm<Value>,
    _ help: String,
    _ places: Set<Place>,
    _ isSecret: Bool,
    standard: String?,
    _ shown: @escaping @Sendable (ServiceSettings) -> String?,
    _ set: @escaping @Sendable (inout ServiceSettings, Value) -> Void
  ) {
    (self.key, self.help, self.places, self.isSecret, self.shown) = (key, help, places, isSecret, shown)
    (shape, valueName, takes, bounds, isPath) = (form.shape, form.valueName, form.takes, form.bounds, form.isPath)
    self.standard = standard ?? shown(ServiceSettings()) ?? ""
    hasStandardValue = standard == nil
    take = { settings, written throws(ServiceFailure) in
      guard form.shape == .list || written.values.count == 1, let value = form.read(written.values) else {
        let shown = isSecret ? "" : " '\(written.values.joined(separator: ", ").prefix(bytes: 100))'"
        throw written.failure("\(key.rawValue)\(shown) \(form.refusal ?? "must be \(form.takes)").")
      }
      set(&settings, value)
    }
  }

  /// The name on the command line, `--allowed-host`; a list is given entry by entry, so its flag is the singular.
  package var flag: String {
    "--" + (shape == .list ? String(key.rawValue.dropLast()) : key.rawValue).replacing("_", with: "-")
  }

  /// The name in the environment, `POLLUX_ALLOWED_HOSTS`.
  package var variable: String { "POLLUX_" + key.rawValue.uppercased() }
}

/// Settings that belong together.
package struct SettingSection: Sendable {
  package let title: String
  /// What holds for them together, in Markdown; may be empty.
  package let about: String
  package let settings: [Setting]
}
