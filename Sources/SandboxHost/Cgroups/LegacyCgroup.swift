import Glibc

/// A session's cgroups of version 1: one in each controller's hierarchy (cgroup-v1 of the kernel's documentation).
///
/// Version 1 kills one process when memory runs out, not all of them, so the runner of a block reads `memoryKills` after it.
struct LegacyCgroup: SessionCgroup {
  private let memory: CgroupFolder
  private let processes: CgroupFolder
  private let processors: CgroupFolder
  private let freezer: CgroupFolder

  /// A hierarchy may have several controllers; then a session has one folder for them.
  private var folders: [CgroupFolder] {
    [memory, processes, processors, freezer].reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }

  /// Makes the cgroups with their limits.
  /// - Parameters:
  ///   - name: The session's name.
  ///   - parents: The folders to make it in, by controller.
  ///   - limits: The limits.
  /// - Throws: `CgroupProblem` naming the file; then nothing is left.
  init(name: String, parents: LegacyCgroupTree.Parents, limits: CgroupLimits) throws(CgroupProblem) {
    memory = CgroupFolder(path: parents.memory.path + "/" + name)
    processes = CgroupFolder(path: parents.processes.path + "/" + name)
    processors = CgroupFolder(path: parents.processors.path + "/" + name)
    freezer = CgroupFolder(path: parents.freezer.path + "/" + name)
    do throws(CgroupProblem) {
      for folder in folders { _ = try CgroupFolder.make(folder.path) }
      try apply(limits)
    } catch {
      for folder in folders { rmdir(folder.path) }
      throw error
    }
  }

  private func apply(_ limits: CgroupLimits) throws(CgroupProblem) {
    try memory.write("\(limits.memory)", to: "memory.limit_in_bytes")
    // Memory and swap together; missing if the kernel does not account swap.
    if memory.has("memory.memsw.limit_in_bytes") {
      try memory.write("\(limits.memory)", to: "memory.memsw.limit_in_bytes")
    }
    try processes.write("\(limits.processes)", to: "pids.max")
    try processors.write("100000", to: "cpu.cfs_period_us")
    try writeProcessors(limits.milliprocessors)
  }

  private func writeProcessors(_ milliprocessors: UInt64) throws(CgroupProblem) {
    try processors.write("\(milliprocessors * 100)", to: "cpu.cfs_quota_us")
  }

  /// A process that joins has one thread, and for one thread that moves itself the kernel takes no lock against forks,
  /// which on its way to `cgroup.procs` costs some milliseconds in each hierarchy.
  func openProcesses() throws(CgroupProblem) -> [Int32] {
    var descriptors: [Int32] = []
    do throws(CgroupProblem) {
      for folder in folders { descriptors.append(try folder.openProcesses("tasks")) }
    } catch {
      for descriptor in descriptors { close(descriptor) }
      throw error
    }
    return descriptors
  }

  var memoryKills: UInt64 { memory.counter("oom_kill", in: "memory.oom_control") }
  var throttles: UInt64 { processors.counter("nr_throttled", in: "cpu.stat") }

  func setProcessors(milliprocessors: UInt64) -> Bool {
    do throws(CgroupProblem) {
      try writeProcessors(milliprocessors)
      return true
    } catch {
      return false
    }
  }

  func setFrozen(_ isFrozen: Bool, waits: Bool) -> Bool {
    let state = isFrozen ? "FROZEN" : "THAWED"
    guard waits else {
      do throws(CgroupProblem) { try freezer.write(state, to: "freezer.state") } catch { return false }
      return true
    }
    return Self.wait(until: .now + .seconds(2)) {
      // Written again each time: a process that was forked meanwhile leaves the state at FREEZING.
      do throws(CgroupProblem) { try freezer.write(state, to: "freezer.state") } catch { return false }
      return freezer.read("freezer.state").hasPrefix(state)
    }
  }

  func kill() {
    // The end of their pid namespace kills the processes, but in version 1 a frozen process does not die.
    _ = setFrozen(false, waits: false)
  }

  func becomesEmpty(within time: Duration) -> Bool {
    // A process is in all of them or in none.
    Self.wait(until: .now + time) { processes.processes.isEmpty }
  }

  func remove(within time: Duration) -> Bool {
    let deadline = ContinuousClock.now + time
    let isEmpty = Self.wait(until: deadline) { folders.allSatisfy { $0.processes.isEmpty } }
    // Each of them, even if one fails.
    return folders.map { $0.remove(until: deadline) }.allSatisfy { $0 } && isEmpty
  }
}
