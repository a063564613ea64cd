import GeminiAPI
import ModelBackends
import Upstream

/// When a completion is asked for once more; nothing of the last try has gone out by then.
struct RetryPolicy {
  /// How often in all.
  static let attempts = 3
  /// A server that wants a longer pause than this is not asked again, in seconds.
  static let longestWait = 10

  private static let statuses: Set = [408, 429, 502, 503, 504]

  /// Whether an HTTP status may go away by itself.
  static func mayPass(_ status: Int) -> Bool { statuses.contains(status) }

  /// Whether there was no connection, or one that ended before a word of the answer.
  static func mayPass(_ kind: UpstreamFailure.Kind) -> Bool {
    switch kind {
    case .refused, .connectTimeout, .closed: true
    default: false
    }
  }

  /// How long to wait.
  ///
  /// - Parameters:
  ///   - attempt: How often was asked before, from 1.
  ///   - asked: What the server said, in seconds.
  ///   - random: From 0 to 1, so that those who were refused together do not come back together.
  /// - Returns: Nil where there is no further try.
  static func wait(after attempt: Int, asked: Int?, random: Double) -> Duration? {
    guard attempt < attempts else { return nil }
    guard let asked else { return .milliseconds(500 << (attempt - 1)) * (0.5 + random / 2) }
    return asked <= longestWait ? .seconds(asked) + .milliseconds(250) * random : nil
  }

  /// Reads `Retry-After`.
  ///
  /// - Parameters:
  ///   - value: Seconds, or a date of HTTP (RFC 9110, section 5.6.7, its first form).
  ///   - now: The time by which a date is read.
  /// - Returns: Seconds from now, not below zero, at most a day; nil where it is neither.
  static func seconds(_ value: String, now: Timestamp) -> Int? {
    let text = value.trimmed
    if let seconds = Int(text) { return seconds >= 0 ? min(seconds, 86_400) : nil }
    guard let date = Timestamp(http: text) else { return nil }
    let seconds = (date.microseconds - now.microseconds + 999_999) / 1_000_000
    return min(max(0, seconds), 86_400)
  }
}

extension Timestamp {
  /// Reads `Sun, 06 Nov 1994 08:49:37 GMT`; nil for anything else.
  init?(http text: String) {
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    let words = text.split(separator: " ")
    guard words.count == 6, words[5] == "GMT", let day = Int(words[1]), (1...31).contains(day),
      let month = months.firstIndex(of: String(words[2])), let year = Int(words[3]), (1970...9999).contains(year)
    else { return nil }
    let clock = words[4].split(separator: ":").compactMap { Int($0) }
    guard clock.count == 3, (0...23).contains(clock[0]), (0...59).contains(clock[1]), (0...60).contains(clock[2]) else {
      return nil
    }
    let days = Self.day(year: year, month: month + 1, day: day)
    self.init(microseconds: (((days * 24 + clock[0]) * 60 + clock[1]) * 60 + clock[2]) * 1_000_000)
  }
}
