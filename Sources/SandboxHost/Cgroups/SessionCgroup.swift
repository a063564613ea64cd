import Glibc

/// What a session as a whole may use.
struct CgroupLimits: Sendable, Hashable {
  /// Bytes, without swap in addition.
  var memory: UInt64
  /// Processes and threads, init included.
  var processes: UInt64
  /// Thousandths of one processor.
  var milliprocessors: UInt64
}

/// The cgroup of one session: its limits, and the kernel's counters.
protocol SessionCgroup: Sendable {
  /// Opens the `cgroup.procs` files a process must write itself into; the caller closes them.
  func openProcesses() throws(CgroupProblem) -> [Int32]
  /// How many processes the kernel has killed because memory ran out.
  var memoryKills: UInt64 { get }
  /// How often the kernel has stopped it at the end of its processor time.
  var throttles: UInt64 { get }
  /// Changes how much processor time it gets.
  /// - Parameter milliprocessors: Thousandths of one processor, 10 at least.
  /// - Returns: Whether the kernel accepted it.
  func setProcessors(milliprocessors: UInt64) -> Bool
  /// Stops every process, or lets them continue.
  /// - Parameters:
  ///   - isFrozen: Which of the two.
  ///   - waits: Whether to wait, up to 2 s, until it has happened.
  /// - Returns: Whether the kernel accepted it and, if waited for, has done it.
  func setFrozen(_ isFrozen: Bool, waits: Bool) -> Bool
  /// Kills every process, frozen or not.
  func kill()
  /// Waits for the last process.
  /// - Returns: false if one is still there after the time.
  func becomesEmpty(within time: Duration) -> Bool
  /// Waits for the last process and removes the cgroup.
  /// - Returns: false if something is still there after the time.
  func remove(within time: Duration) -> Bool
}

extension SessionCgroup {
  /// Waits for a condition for which the kernel has no event.
  static func wait(until deadline: ContinuousClock.Instant, _ condition: () -> Bool) -> Bool {
    while !condition() {
      guard ContinuousClock.now < deadline else { return false }
      usleep(500)
    }
    return true
  }
}
