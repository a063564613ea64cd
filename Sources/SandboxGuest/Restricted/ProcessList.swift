import Glibc

/// The processes of this pid namespace.
enum ProcessList {
  /// - Returns: The numbers of those that `/proc` shows to this process.
  static func all() -> [pid_t] {
    guard let processes = opendir("/proc") else { return [] }
    defer { closedir(processes) }
    var found: [pid_t] = []
    while let entry = readdir(processes) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if let process = pid_t(name) { found.append(process) }
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
