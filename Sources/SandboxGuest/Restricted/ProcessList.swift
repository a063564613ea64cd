import Glibc

/// The processes of this pid namespace.
enum ProcessList {
  /// - Returns: The numbers of those that `/proc` shows to this process.
  static func all() -> [pid_t] {
    guard let processes = opendir("/proc") else { return [] }
    defer { closedir(processes) }
    var found: [pid_t] = []
    FolderEntries.forEach(of: processes) { name in
      if let process = pid_t(String(cString: name)) { found.append(process) }
      return true
    }
    return found
  }

  /// Counts the processes of each process group.
  static func groupSizes() -> [pid_t: UInt64] {
    var sizes: [pid_t: UInt64] = [:]
    for process in all() { sizes[getpgid(process), default: 0] += 1 }
    return sizes
  }
}
