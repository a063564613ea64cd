extension JSONCursor {
  /// A `google.protobuf.Timestamp`: RFC 3339 with any offset.
  func timestamp() -> Timestamp? {
    guard let text = string() else { return nil }
    guard let timestamp = Timestamp(rfc3339: text) else {
      refuse(type: "type.googleapis.com/google.protobuf.Timestamp")
      return nil
    }
    return timestamp
  }

  /// A `google.protobuf.Duration` in microseconds: seconds with up to nine decimals and an `s`, `3600s`, `0.5s`.
  func duration() -> Int? {
    guard let text = string() else { return nil }
    guard text.hasSuffix("s"), let microseconds = DecimalSeconds.microseconds(in: text.dropLast()) else {
      refuse(type: "type.googleapis.com/google.protobuf.Duration")
      return nil
    }
    return microseconds
  }
}

/// Seconds as decimal digits.
enum DecimalSeconds {
  /// What protobuf's Duration holds: about ten thousand years.
  private static let most = 315_576_000_000

  /// Nil for anything but digits, perhaps a sign, and up to nine decimals.
  static func microseconds(in text: some StringProtocol) -> Int? {
    let isNegative = text.first == "-"
    let parts = (isNegative ? text.dropFirst() : text[...]).split(separator: ".", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), let whole = digits(parts[0]), whole <= most else { return nil }
    guard let fraction = parts.count == 1 ? 0 : microseconds(inFraction: parts[1]) else { return nil }
    let microseconds = whole * 1_000_000 + fraction
    return isNegative ? -microseconds : microseconds
  }

  /// The digits behind the point; those beyond microseconds are dropped.
  static func microseconds(inFraction text: some StringProtocol) -> Int? {
    guard text.count <= 9, digits(text) != nil else { return nil }
    return digits(text.prefix(6) + String(repeating: "0", count: max(0, 6 - text.count)))
  }

  static func digits(_ text: some StringProtocol) -> Int? {
    guard !text.isEmpty, text.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
    return Int(text)
  }
}

extension Timestamp {
  /// Reads RFC 3339, `2026-05-30T14:14:30.123456Z` or with an offset instead of `Z`; nil for anything else.
  package init?(rfc3339 text: String) {
    let halves = text.uppercased().split(separator: "T", omittingEmptySubsequences: false)
    guard halves.count == 2 else { return nil }
    let date = halves[0].split(separator: "-", omittingEmptySubsequences: false).map { DecimalSeconds.digits($0) ?? -1 }
    guard date.count == 3, (1...9999).contains(date[0]), (1...12).contains(date[1]),
      (1...Self.days(ofMonth: date[1], year: date[0])).contains(date[2])
    else { return nil }
    guard let zone = halves[1].firstIndex(where: { "Z+-".contains($0) }),
      let offset = Self.offset(halves[1][zone...]), let time = Self.time(halves[1][..<zone])
    else { return nil }
    let days = Self.day(year: date[0], month: date[1], day: date[2])
    self.init(microseconds: days * 86_400_000_000 + time - offset)
  }

  private static func time(_ text: Substring) -> Int? {
    let halves = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    let clock = halves[0].split(separator: ":", omittingEmptySubsequences: false).map {
      DecimalSeconds.digits($0) ?? 99
    }
    guard clock.count == 3, clock[0] < 24, clock[1] < 60, clock[2] < 61 else { return nil }
    guard let fraction = halves.count == 1 ? 0 : DecimalSeconds.microseconds(inFraction: halves[1]) else { return nil }
    return (clock[0] * 3_600 + clock[1] * 60 + clock[2]) * 1_000_000 + fraction
  }

  private static func offset(_ text: Substring) -> Int? {
    if text == "Z" { return 0 }
    let parts = text.dropFirst().split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, let hours = DecimalSeconds.digits(parts[0]), let minutes = DecimalSeconds.digits(parts[1]),
      hours < 24, minutes < 60
    else { return nil }
    return (hours * 3_600 + minutes * 60) * (text.first == "-" ? -1_000_000 : 1_000_000)
  }

  private static func days(ofMonth month: Int, year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// The day counted from 1 January 1970; years from March, as in `date(ofDay:)`.
  ///
  /// - Parameters:
  ///   - year: From 1.
  ///   - month: From 1.
  ///   - day: From 1.
  /// - Returns: Below zero before 1970.
  package static func day(year: Int, month: Int, day: Int) -> Int {
    let year = month <= 2 ? year - 1 : year
    let yearOfEra = year % 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return year / 400 * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }
}
