import Glibc

/// A session's cgroup of version 2 (cgroup-v2.rst of the kernel's documentation).
struct UnifiedCgroup: SessionCgroup {
  let folder: CgroupFolder

  /// Makes the cgroup with its limits.
  /// - Parameters:
  ///   - path: Where; the folder above has the controllers switched on for it.
  ///   - limits: The limits; nil makes a cgroup that only kills, freezes and counts, which needs no controller.
  /// - Throws: `CgroupProblem` naming the file.
  init(path: String, limits: CgroupLimits?) throws(CgroupProblem) {
    folder = try CgroupFolder.make(path)
    guard let limits else { return }
    do throws(CgroupProblem) {
      try apply(limits)
    } catch {
      rmdir(path)
      throw error
    }
  }

  private func apply(_ limits: CgroupLimits) throws(CgroupProblem) {
    try folder.write("\(limits.memory)", to: "memory.max")
    // Missing on a kernel without swap, which needs no limit.
    if folder.has("memory.swap.max") { try folder.write("0", to: "memory.swap.max") }
    // All or nothing: a session that lost one of its processes would continue with half a result.
    try folder.write("1", to: "memory.oom.group")
    try folder.write("\(limits.processes)", to: "pids.max")
    try writeProcessors(limits.milliprocessors)
  }

  private func writeProcessors(_ milliprocessors: UInt64) throws(CgroupProblem) {
    try folder.write("\(milliprocessors * 100) 100000", to: "cpu.max")
  }

  func openProcesses() throws(CgroupProblem) -> [Int32] { [try folder.openProcesses()] }

  var memoryKills: UInt64 { folder.counter("oom_kill", in: "memory.events") }
  var throttles: UInt64 { folder.counter("nr_throttled", in: "cpu.stat") }
  var isPopulated: Bool { folder.counter("populated", in: "cgroup.events") != 0 }

  func setProcessors(milliprocessors: UInt64) -> Bool {
    do throws(CgroupProblem) {
      try writeProcessors(milliprocessors)
      return true
    } catch {
      return false
    }
  }

  func setFrozen(_ isFrozen: Bool, waits: Bool) -> Bool {
    do throws(CgroupProblem) { try folder.write(isFrozen ? "1" : "0", to: "cgroup.freeze") } catch { return false }
    return !waits || waitForEvent("frozen", isFrozen ? 1 : 0, until: .now + .seconds(2))
  }

  func kill() {
    do throws(CgroupProblem) {
      // Since Linux 5.14; it kills frozen processes too.
      try folder.write("1", to: "cgroup.kill")
    } catch {
      for process in folder.processes { _ = Glibc.kill(process, SIGKILL) }
    }
  }

  func becomesEmpty(within time: Duration) -> Bool { waitForEvent("populated", 0, until: .now + time) }

  func remove(within time: Duration) -> Bool {
    let deadline = ContinuousClock.now + time
    guard folder.exists else { return true }
    return waitForEvent("populated", 0, until: deadline) && folder.remove(until: deadline)
  }

  /// Waits for a value in `cgroup.events`, whose changes the kernel announces by `POLLPRI`.
  private func waitForEvent(_ name: String, _ value: UInt64, until deadline: ContinuousClock.Instant) -> Bool {
    let descriptor = open(folder.path + "/cgroup.events", O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    var buffer = [UInt8](repeating: 0, count: 256)
    while true {
      // Read from the polled descriptor, because reading arms the next event.
      let count = pread(descriptor, &buffer, buffer.count, 0)
      let text = String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
      if CgroupFolder.counter(name, inText: text) == value { return true }
      let left = deadline - .now
      guard left > .zero else { return false }
      var watched = pollfd(fd: descriptor, events: Int16(POLLPRI), revents: 0)
      poll(&watched, 1, Int32(clamping: left.components.seconds * 1000 + 10))
    }
  }
}
