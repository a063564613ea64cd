import Glibc

/// The memory that sessions share.
enum MachineMemory {
  /// How many sessions the machine's memory allows: one for each 512 MiB, at most 32.
  static func sessionCount() -> Int {
    let bytes = UInt64(max(0, sysconf(Int32(_SC_PHYS_PAGES)))) * UInt64(max(0, sysconf(Int32(_SC_PAGESIZE))))
    return Int(min(32, max(1, bytes / (512 << 20))))
  }
}
