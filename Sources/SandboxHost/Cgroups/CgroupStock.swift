import Glibc
import Synchronization

/// Cgroups of sessions, used one after the other: making and removing one costs more than emptying it.
///
/// Which of them a session had, nobody in it can see: cgroups are a namespace of its own there, and no cgroup file system
/// is mounted. What a cgroup still holds of the session before is page cache, which the kernel drops when it is wanted.
final class CgroupStock: Sendable {
  /// How many sessions have one cgroup before it goes: what it is charged for files that others read too goes with it.
  private static let usesPerCgroup = 100

  /// How long unused ones are kept: through a series of responses, and not for good.
  private static let keepTime = Duration.milliseconds(200)

  private struct State {
    var free: [LentCgroup] = []
    /// Grows with every use; who finds it unchanged after a while knows that there was none.
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
  ///   - tree: Where they are made.
  ///   - limits: What sessions may use; others are made and removed for one session.
  ///   - capacity: How many are kept while nobody uses them.
  init(tree: any CgroupTree, limits: CgroupLimits, capacity: Int) {
    (self.tree, self.limits, self.capacity) = (tree, limits, capacity)
  }

  /// `cgroup v2` or `cgroup v1`, for a person.
  var name: String { tree.name }

  /// Puts a launcher, and the fork server it becomes, apart from the server.
  /// - Throws: `CgroupProblem` where the kernel refuses it.
  func adoptForkServer(_ process: pid_t) throws(CgroupProblem) { try tree.adoptForkServer(process) }

  /// Gives a cgroup without processes.
  /// - Parameter limits: What the session may use.
  /// - Returns: The cgroup; it is to be given back.
  /// - Throws: `CgroupProblem` where one cannot be made.
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

  /// Takes a cgroup back once the last process has left it.
  /// - Parameters:
  ///   - lent: The cgroup; it must not be used again.
  ///   - time: How long to wait for its processes.
  /// - Returns: false where something is still in it after the time.
  func giveBack(_ lent: LentCgroup, within time: Duration) -> Bool {
    let isWanted = state.withLock { !$0.isClosed && $0.free.count < capacity }
    // What has run out of memory is counted in it for good.
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

  /// Removes what nobody has used for a while.
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

  /// Removes the tree with all that is in it.
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
  /// Borrowed by who sends them on.
  let joining: [Int32]
  private let useCount = Atomic<Int>(1)

  fileprivate init(_ cgroup: any SessionCgroup, joining: [Int32], limits: CgroupLimits) {
    (self.cgroup, self.joining, self.limits) = (cgroup, joining, limits)
  }

  deinit { for descriptor in joining { close(descriptor) } }

  /// How many sessions have had it.
  fileprivate var uses: Int {
    get { useCount.load(ordering: .relaxed) }
    set { useCount.store(newValue, ordering: .relaxed) }
  }
}
