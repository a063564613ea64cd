import CLinuxShim
import Glibc

/// Ends every process below this one, which is the reaper of its orphans.
enum Descendants {
  private static let longestSeconds: time_t = 30

  /// Kills until there is no child left.
  ///
  /// A session is one process group, which its code cannot leave, and the kernel signals a group in one step: a process
  /// that forks without end does not outrun it.
  static func killAll() {
    let own = getpgrp()
    let end = time(nil) + longestSeconds
    while time(nil) < end {
      for child in children() {
        let group = getpgid(child)
        if group > 1, group != own { kill(-group, SIGKILL) }
        kill(child, SIGKILL)
      }
      var ended: pid_t = 0
      repeat { ended = waitpid(-1, nil, WNOHANG) } while ended > 0
      if ended < 0, errno == ECHILD { return }
      poll(nil, 0, 2)
    }
  }

  /// This process's children, by their own word: not every kernel has `/proc/self/task/…/children`.
  private static func children() -> [pid_t] {
    ProcessList.all().filter { process in
      guard let text = try? readFile("/proc/\(process)/stat"), let close = text.lastIndex(of: ")") else { return false }
      // The name in parentheses may hold anything, parentheses too (proc(5)); state and parent follow.
      let fields = text[text.index(after: close)...].split(separator: " ", maxSplits: 2)
      return fields.count > 1 && pid_t(fields[1]) == getpid()
    }
  }
}
