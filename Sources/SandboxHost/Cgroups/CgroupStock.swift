import Glibc
import Synchronization

/// A pool of cgroups for sessions, reused because making and removing one costs more than emptying it.
///
/// A session cannot see which of them it has: it has a cgroup namespace of its own, and no cgroup file system is mounted.
/// What a cgroup still has from the session before is page cache, which the kernel drops under pressure.
final class CgroupStock: Sendable {
  /// How many sessions use one cgroup before it is removed, with its charges for files that others read too.
  private static let usesPerCgroup = 100

  /// How long unused ones are kept: through a series of responses, but not for good.
  private static let keepTime = Duration.milliseconds(200)

  private struct State {
    var free: [LentCgroup] = []
    /// Counts uses, so that an unchanged value after a while means that there were none.
    var useCount: UInt64 = 0
    var isEmptying = false
    var lastNumber: UInt64 = 0
    var isClosed = false
  }

  private let tree: any CgroupTree
  private let limits: CgroupLimits
  private let capacity: Int
  private let state = Mutex(State())

  /// - Parameters:
  ///   - tree: The tree to make them in.
  ///   - limits: The limits of reused cgroups; with other limits a cgroup is made for one session.
  ///   - capacity: How many unused ones are kept.
  init(tree: any CgroupTree, limits: CgroupLimits, capacity: Int) {
    (self.tree, self.limits, self.capacity) = (tree, limits, capacity)
  }

  /// `cgroup v2` or `cgroup v1`, for a person.
  var name: String { tree.name }

  /// Moves a launcher, and the fork server it becomes, out of the server's cgroup.
  /// - Throws: `CgroupProblem` if the kernel refuses.
  func adoptForkServer(_ process: pid_t) throws(CgroupProblem) { try tree.adoptForkServer(process) }

  /// Lends a cgroup without processes.
  /// - Parameter limits: What the session may use.
  /// - Returns: The cgroup, which must be returned.
  /// - Throws: `CgroupProblem` if one cannot be made.
  func take(_ limits: CgroupLimits) throws(CgroupProblem) -> LentCgroup {
    let (kept, number) = state.withLock { state -> (LentCgroup?, UInt64) in
      state.useCount += 1
      if limits == self.limits, let kept = state.free.popLast() { return (kept, 0) }
      state.lastNumber += 1
      return (nil, state.lastNumber)
    }
    if let kept { return kept }
    let made = try tree.makeSession(named: "session-\(number)", limits: limits)
    do throws(CgroupProblem) {
      return LentCgroup(made, joining: try made.openProcesses(), limits: limits)
    } catch {
      _ = made.remove(within: .seconds(1))
      throw error
    }
  }

  /// Accepts a returned cgroup once the last process has left it.
  /// - Parameters:
  ///   - lent: The cgroup; it must not be used again.
  ///   - time: How long to wait for its processes.
  /// - Returns: false if something is still in it after the time.
  func giveBack(_ lent: LentCgroup, within time: Duration) -> Bool {
    let isWanted = state.withLock { !$0.isClosed && $0.free.count < capacity }
    // Its counter of memory kills can never be reset.
    guard isWanted, lent.limits == limits, lent.uses < Self.usesPerCgroup, lent.cgroup.memoryKills == 0 else {
      return lent.cgroup.remove(within: time)
    }
    guard lent.cgroup.becomesEmpty(within: time) else { return false }
    lent.uses += 1
    let (isKept, isFirst) = state.withLock { state in
      guard !state.isClosed, state.free.count < capacity else { return (false, false) }
      state.free.append(lent)
      state.useCount += 1
      defer { state.isEmptying = true }
      return (true, !state.isEmptying)
    }
    if isFirst { Task { await emptyWhenUnused() } }
    return isKept || lent.cgroup.remove(within: time)
  }

  /// Removes cgroups that have been unused for a while.
  private func emptyWhenUnused() async {
    var seen: UInt64?
    while true {
      let (useCount, unused) = state.withLock { state -> (UInt64, [LentCgroup]?) in
        guard state.useCount == seen || state.isClosed else { return (state.useCount, nil) }
        defer { state.free = [] }
        state.isEmptying = false
        return (state.useCount, state.free)
      }
      if let unused {
        for lent in unused { _ = lent.cgroup.remove(within: .seconds(1)) }
        return
      }
      seen = useCount
      try? await Task.sleep(for: Self.keepTime)
    }
  }

  /// Removes the tree with everything in it.
  func close() {
    state.withLock { state in
      state.isClosed = true
      state.free = []
    }
    tree.remove()
  }
}

/// A cgroup with the open files through which processes join it.
final class LentCgroup: Sendable {
  let cgroup: any SessionCgroup
  let limits: CgroupLimits
  /// Borrowed by the sender.
  let joining: [Int32]
  private let useCount = Atomic<Int>(1)

  fileprivate init(_ cgroup: any SessionCgroup, joining: [Int32], limits: CgroupLimits) {
    (self.cgroup, self.joining, self.limits) = (cgroup, joining, limits)
  }

  deinit { for descriptor in joining { close(descriptor) } }

  /// How many sessions have used it.
  fileprivate var uses: Int {
    get { useCount.load(ordering: .relaxed) }
    set { useCount.store(newValue, ordering: .relaxed) }
  }
}
