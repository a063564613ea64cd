import CLinuxShim
import Glibc

/// Timers a block started and did not stop.
enum LeftoverTimers {
  /// Stops every timer of this process: the interval timers, and those the kernel lists in `/proc/self/timers`.
  static func clear() {
    pollux_clear_timers()
    let descriptor = open("/proc/self/timers", O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    // A process may have 256 timers here (RLIMIT_SIGPENDING), with some 80 bytes each.
    // Not filled before it is read into: in a session every page of it would be a fault.
    let bytes = [UInt8](unsafeUninitializedCapacity: 32 << 10) { buffer, count in
      count = max(0, read(descriptor, buffer.baseAddress, buffer.count))
    }
    guard !bytes.isEmpty else { return }
    for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
      guard line.hasPrefix("ID: "), let timer = Int32(line.dropFirst(4)) else { continue }
      _ = pollux_delete_timer(timer)
    }
  }
}
