import Foundation
import Glibc

/// Processor time of this process and of everything below it.
///
/// The kernel adds a process's time to its parent's once it is waited for, so the times of living processes include those
/// of ended ones. `/proc/PID/stat` counts in hundredths of a second: a difference over many runs is exact enough.
struct ProcessTimes: Sendable {
  /// Of this process alone.
  var own: Duration
  /// Of this process, its descendants, and those of them that have ended.
  var everything: Duration

  static func - (left: Self, right: Self) -> Self {
    Self(own: left.own - right.own, everything: left.everything - right.everything)
  }

  /// Reads them.
  /// - Returns: The times; those of processes that end meanwhile may be missing.
  static func current() -> Self {
    var processes: [pid_t: (parent: pid_t, ticks: Int)] = [:]
    for name in (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? [] {
      if let id = pid_t(name), let facts = facts(of: id) { processes[id] = facts }
    }
    var family: Set<pid_t> = [getpid()]
    var count = 0
    while count != family.count {
      count = family.count
      for (id, facts) in processes where family.contains(facts.parent) { family.insert(id) }
    }
    let ticks = family.reduce(0) { $0 + (processes[$1]?.ticks ?? 0) }
    return Self(own: ofThisProcess(), everything: .milliseconds(ticks * 1000 / sysconf(Int32(_SC_CLK_TCK))))
  }

  private static func facts(of id: pid_t) -> (parent: pid_t, ticks: Int)? {
    guard let text = try? String(contentsOfFile: "/proc/\(id)/stat", encoding: .utf8),
      // The name in parentheses may hold anything, parentheses too (proc(5)).
      let end = text.lastIndex(of: ")")
    else { return nil }
    let fields = text[text.index(after: end)...].split(separator: " ")
    guard fields.count > 14, let parent = pid_t(fields[1]) else { return nil }
    return (parent, fields[11...14].reduce(0) { $0 + (Int($1) ?? 0) })
  }

  private static func ofThisProcess() -> Duration {
    var usage = rusage()
    guard getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0 else { return .zero }
    return [usage.ru_utime, usage.ru_stime].reduce(.zero) {
      $0 + .seconds($1.tv_sec) + .microseconds(Int64($1.tv_usec))
    }
  }
}
