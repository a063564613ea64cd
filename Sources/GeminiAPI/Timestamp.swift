/// A moment to the microsecond, `google.protobuf.Timestamp`.
package struct Timestamp: Hashable, Comparable, Sendable {
  private static let microsecondsADay = 86_400_000_000

  /// Since 1970 in UTC.
  package var microseconds: Int

  package init(microseconds: Int) {
    self.microseconds = microseconds
  }

  package static func < (left: Timestamp, right: Timestamp) -> Bool { left.microseconds < right.microseconds }

  /// The moment some whole seconds later.
  package func adding(seconds: Int) -> Timestamp { Timestamp(microseconds: microseconds + seconds * 1_000_000) }

  /// RFC 3339 in UTC, `2026-05-30T14:14:30.123456Z`, without a fraction where it is zero.
  package var text: String {
    let day = microseconds / Self.microsecondsADay - (microseconds % Self.microsecondsADay < 0 ? 1 : 0)
    let time = microseconds - day * Self.microsecondsADay
    let (year, month, dayOfMonth) = Self.date(ofDay: day)
    let seconds = time / 1_000_000
    let fraction = time % 1_000_000
    let date = "\(Self.digits(year, 4))-\(Self.digits(month, 2))-\(Self.digits(dayOfMonth, 2))"
    let clock = [seconds / 3600, seconds / 60 % 60, seconds % 60].map { Self.digits($0, 2) }.joined(separator: ":")
    return "\(date)T\(clock)\(fraction == 0 ? "" : ".\(Self.digits(fraction, 6))")Z"
  }

  /// The date of a day counted from 1 January 1970.
  ///
  /// Years are counted from March, so that the leap day is the last, in eras of 400 years: 146 097 days, 719 468 of which
  /// days lie between 1 March of year 0 and the epoch.
  private static func date(ofDay day: Int) -> (year: Int, month: Int, day: Int) {
    let shifted = day + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
  }

  private static func digits(_ number: Int, _ width: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, width - text.count)) + text
  }
}
