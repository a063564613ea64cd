/// Sizes and times as written in configuration files.
package enum Quantity {
  /// Reads a size: a number of bytes, or a number with KiB, MiB or GiB.
  /// - Parameter text: `256 MiB`, `1073741824`.
  /// - Returns: Bytes; nil if the text is not a size, zero, or over 1 TiB.
  package static func bytes(_ text: String) -> UInt64? {
    scaled(text, units: ["": 1, "B": 1, "KIB": 1 << 10, "MIB": 1 << 20, "GIB": 1 << 30], limit: 1 << 40)
  }

  /// Reads a time: a number with `ms`, `s`, `min` or `h`, or of seconds.
  /// - Parameter text: `30s`, `1500ms`, `30`.
  /// - Returns: Milliseconds; nil if the text is not a time, zero, or over a day.
  package static func milliseconds(_ text: String) -> UInt64? {
    scaled(text, units: ["": 1000, "MS": 1, "S": 1000, "MIN": 60_000, "H": 3_600_000], limit: 86_400_000)
  }

  private static func scaled(_ text: String, units: [String: UInt64], limit: UInt64) -> UInt64? {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    let unit = text.dropFirst(digits.count).filter { $0 != " " }.uppercased()
    guard let number = UInt64(digits), let factor = units[unit] else { return nil }
    let (value, overflow) = number.multipliedReportingOverflow(by: factor)
    return !overflow && value > 0 && value <= limit ? value : nil
  }
}
