/// How much memory this process holds, as the kernel counts it (proc(5)).
enum OwnMemory {
  /// Adds up its share of the pages it maps and its page tables.
  /// - Returns: Bytes; 0 where the kernel does not say.
  static func byteCount() -> UInt64 {
    kibibytes("Pss:", in: "/proc/self/smaps_rollup") * 1024 + kibibytes("VmPTE:", in: "/proc/self/status") * 1024
  }

  private static func kibibytes(_ key: String, in path: String) -> UInt64 {
    guard let text = try? readFile(path) else { return 0 }
    let line = text.split(separator: "\n").first { $0.hasPrefix(key) }
    return line.flatMap { UInt64($0.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first ?? "") } ?? 0
  }
}
