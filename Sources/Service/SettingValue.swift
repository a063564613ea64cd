import GeminiAPI
import HTTPAPI
import Logging

/// Reads one written setting as its type.
struct SettingValue {
  let key: SettingKey
  let written: WrittenSetting

  func texts() throws(ServiceFailure) -> [String] {
    guard !written.values.contains("") else { throw failure("must not hold an empty entry") }
    return written.values
  }

  func origins() throws(ServiceFailure) -> [String] {
    let texts = try texts()
    guard texts.allSatisfy(OriginRule.isOrigin) else {
      throw failure("must be origins such as https://app.example or http://localhost:5173, without a path, or *")
    }
    return texts
  }

  func text() throws(ServiceFailure) -> String {
    guard let text = written.values.first, written.values.count == 1, !text.isEmpty else {
      throw failure("must not be empty")
    }
    return text
  }

  func number(in range: ClosedRange<Int>) throws(ServiceFailure) -> Int {
    guard let number = Int(try text()), range.contains(number) else {
      throw failure("must be a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  func flag() throws(ServiceFailure) -> Bool {
    switch try text() {
    case "true", "1": true
    case "false", "0": false
    default: throw failure("must be true or false")
    }
  }

  func choice<Choice: RawRepresentable<String> & CaseIterable>() throws(ServiceFailure) -> Choice {
    guard let choice = Choice(rawValue: try text()) else {
      throw failure("must be \(Choice.allCases.map(\.rawValue).joined(separator: " or "))")
    }
    return choice
  }

  func timestamp() throws(ServiceFailure) -> Timestamp {
    guard let time = Timestamp(rfc3339: try text()) else {
      throw failure("must be a time such as 2026-01-31T12:00:00Z")
    }
    return time
  }

  func logLevel() throws(ServiceFailure) -> Logger.Level {
    guard let level = Logger.Level(rawValue: try text()) else {
      throw failure("must be one of \(Logger.Level.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    return level
  }

  /// What was written is told, unless it is secret.
  private func failure(_ problem: String) -> ServiceFailure {
    let value = key == .apiKeys ? "" : " '\(written.values.joined(separator: ", ").prefix(bytes: 100))'"
    return ServiceFailure(
      exitCode: written.isFlag ? 64 : 78,
      message: "\(written.source): \(key.rawValue)\(value) \(problem)."
    )
  }
}
