import GeminiAPI
import HTTPAPI

/// The type of a setting: what may be written, and the value it stands for.
struct SettingForm<Value: Sendable>: Sendable {
  /// How many values a setting takes.
  var shape = Setting.Shape.one
  /// The name of a value in `--help`, such as `directory`.
  var valueName: String
  /// What may be written, such as `a whole number from 0 to 65535`.
  var takes: String
  /// What a refused value is told; nil for `must be` and ``takes``.
  var refusal: String?
  /// Whether a value is a path; one in a file is relative to the file.
  var isPath = false
  /// The least and the greatest number.
  var bounds: ClosedRange<Int>?
  /// The value of a text, nil for one that is refused; of the texts of a list.
  var read: @Sendable ([String]) -> Value?
  /// A value as it would be written.
  var text: @Sendable (Value) -> String = { "\($0)" }
}

extension SettingForm where Value == String {
  /// Any text but an empty one.
  static func text(_ name: String, isPath: Bool = false) -> SettingForm {
    let article = "aeiou".contains(name.prefix(1)) ? "an" : "a"
    return SettingForm(valueName: name, takes: "\(article) \(name)", refusal: "must not be empty", isPath: isPath) {
      $0.first.flatMap { $0.isEmpty ? nil : $0 }
    }
  }

  static var file: SettingForm { text("file", isPath: true) }
  static var directory: SettingForm { text("directory", isPath: true) }
}

extension SettingForm where Value == [String] {
  static func list(
    _ name: String,
    refusal: String = "must not hold an empty entry",
    where isAllowed: @escaping @Sendable (String) -> Bool = { !$0.isEmpty }
  ) -> SettingForm {
    SettingForm(
      shape: .list,
      valueName: name,
      takes: "a list of \(name)s",
      refusal: refusal,
      read: { $0.allSatisfy(isAllowed) ? $0 : nil },
      text: { $0.joined(separator: ",") }
    )
  }

  static var origins: SettingForm {
    list(
      "origin",
      refusal: "must be origins such as https://app.example or http://localhost:5173, without a path, or *",
      where: OriginRule.isOrigin
    )
  }
}

extension SettingForm where Value == Int {
  static func number(_ bounds: ClosedRange<Int>, _ unit: String = "number") -> SettingForm {
    SettingForm<Int>(
      valueName: unit,
      takes: "a whole number from \(bounds.lowerBound) to \(bounds.upperBound)",
      bounds: bounds
    ) { texts in texts.first.flatMap { Int($0) }.flatMap { bounds.contains($0) ? $0 : nil } }
  }
}

extension SettingForm where Value == UInt64 {
  static var seed: SettingForm {
    SettingForm<Int>.number(0...Int.max).mapped {
      UInt64($0)
    } text: {
      "\($0)"
    }
  }
}

extension SettingForm where Value == Duration {
  static func seconds(_ bounds: ClosedRange<Int>) -> SettingForm {
    SettingForm<Int>.number(bounds, "seconds").mapped {
      .seconds($0)
    } text: {
      "\($0.components.seconds)"
    }
  }
}

extension SettingForm where Value == Bool {
  static var flag: SettingForm {
    SettingForm(shape: .flag, valueName: "flag", takes: "true or false") { texts in
      switch texts.first {
      case "true", "1": true
      case "false", "0": false
      default: nil
      }
    }
  }
}

extension SettingForm where Value == Timestamp {
  static var time: SettingForm {
    SettingForm(
      valueName: "time",
      takes: "a time such as 2026-01-31T12:00:00Z",
      read: { $0.first.flatMap { Timestamp(rfc3339: $0) } },
      text: \.text
    )
  }
}

extension SettingForm where Value: RawRepresentable<String> & CaseIterable {
  static func choice(_ name: String) -> SettingForm {
    let words = Value.allCases.map(\.rawValue)
    return SettingForm(
      valueName: name,
      takes: words.dropLast().joined(separator: ", ") + " or " + (words.last ?? ""),
      read: { $0.first.flatMap { Value(rawValue: $0) } },
      text: \.rawValue
    )
  }
}

extension SettingForm {
  /// The same words, which stand for values of another type.
  fileprivate func mapped<Other>(
    _ make: @escaping @Sendable (Value) -> Other,
    text: @escaping @Sendable (Other) -> String
  ) -> SettingForm<Other> {
    let read = read
    return SettingForm<Other>(
      shape: shape,
      valueName: valueName,
      takes: takes,
      refusal: refusal,
      isPath: isPath,
      bounds: bounds,
      read: { read($0).map(make) },
      text: text
    )
  }
}
