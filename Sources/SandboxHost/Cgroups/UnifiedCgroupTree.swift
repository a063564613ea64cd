import CLinuxShim
import Glibc

/// The server's folder in the hierarchy of version 2.
struct UnifiedCgroupTree: CgroupTree {
  let name = "cgroup v2"
  private static let controllers: Set<String> = ["memory", "pids", "cpu"]
  private static let switches = "+memory +pids +cpu"
  /// Where processes are moved that block the controllers.
  private static let movedName = "/pollux-server"

  private let owned: OwnedCgroup
  private let forkServers: CgroupFolder

  /// Whether the hierarchy has the controllers that sessions need, here or at its top.
  static func hasControllers(_ hierarchy: CgroupMounts.Hierarchy) -> Bool {
    [hierarchy.ownFolder, hierarchy.mountPoint].contains { isEquipped(CgroupFolder(path: $0)) }
  }

  private static func isEquipped(_ folder: CgroupFolder) -> Bool {
    controllers.isSubset(of: folder.read("cgroup.controllers").split { $0 == " " || $0 == "\n" }.map(String.init))
  }

  /// - Throws: `CgroupProblem` with cause and remedy.
  init(_ hierarchy: CgroupMounts.Hierarchy) throws(CgroupProblem) {
    let parent = try Self.parent(in: hierarchy)
    owned = try OwnedCgroup(in: parent)
    do throws(CgroupProblem) {
      try owned.folder.write(Self.switches, to: "cgroup.subtree_control")
      // A cgroup that delegates controllers has no processes of its own, so the fork servers get one next to the sessions.
      forkServers = try CgroupFolder.make(owned.folder.path + "/fork-servers")
    } catch {
      rmdir(owned.folder.path)
      throw error
    }
  }

  /// Finds a cgroup that we may divide: the one that was delegated to us or, for root, the top.
  private static func parent(in hierarchy: CgroupMounts.Hierarchy) throws(CgroupProblem) -> CgroupFolder {
    var own = CgroupFolder(path: hierarchy.ownFolder)
    // A server before this one, or one that started it, has moved this process down.
    if own.path.hasSuffix(movedName), isDelegated(CgroupFolder(path: String(own.path.dropLast(movedName.count)))) {
      own = CgroupFolder(path: String(own.path.dropLast(movedName.count)))
    }
    let top = CgroupFolder(path: hierarchy.mountPoint)
    var problems: [CgroupProblem] = []
    if isDelegated(own) || own == top {
      do throws(CgroupProblem) {
        try divide(own)
        return own
      } catch { problems.append(error) }
    }
    if own != top, geteuid() == 0 {
      do throws(CgroupProblem) {
        try divide(top)
        return top
      } catch { problems.append(error) }
    }
    let reasons = problems.map(\.text).joined(separator: "; ")
    throw CgroupProblem(
      reasons.isEmpty ? "no cgroup is delegated to this user (\(own.path))" : reasons,
      remedy: CgroupTrees.remedy
    )
  }

  /// Whether the manager of the tree has delegated this cgroup: systemd marks it (systemd's CGROUP_DELEGATION document),
  /// and an ordinary user can write only into a delegated one.
  private static func isDelegated(_ folder: CgroupFolder) -> Bool {
    guard access(folder.path + "/cgroup.subtree_control", W_OK) == 0, access(folder.path, W_OK) == 0 else {
      return false
    }
    if geteuid() != 0 { return true }
    let marks: [String] = ["trusted.delegate", "user.delegate"]
    return marks.contains { pollux_has_attribute(folder.path, $0) == 1 }
  }

  /// Switches the controllers on for the cgroups below.
  private static func divide(_ folder: CgroupFolder) throws(CgroupProblem) {
    let switched = folder.read("cgroup.subtree_control").split { $0 == " " || $0 == "\n" }.map(String.init)
    if controllers.isSubset(of: switched) { return }
    do throws(CgroupProblem) {
      try folder.write(switches, to: "cgroup.subtree_control")
    } catch {
      // Busy: only the top may have both processes and controllers for others. Our processes move one down.
      guard folder.has("cgroup.type"), !folder.processes.isEmpty else { throw error }
      try moveProcesses(of: folder)
      try folder.write(switches, to: "cgroup.subtree_control")
    }
  }

  private static func moveProcesses(of folder: CgroupFolder) throws(CgroupProblem) {
    let server = CgroupFolder(path: folder.path + movedName)
    if !server.exists { _ = try CgroupFolder.make(server.path) }
    for process in folder.processes {
      do throws(CgroupProblem) {
        try server.write("\(process)", to: "cgroup.procs")
      } catch  where kill(process, 0) != 0 {
        // It has ended meanwhile.
      }
    }
  }

  func adoptForkServer(_ process: pid_t) throws(CgroupProblem) {
    try forkServers.write("\(process)", to: "cgroup.procs")
  }

  func makeSession(named name: String, limits: CgroupLimits) throws(CgroupProblem) -> any SessionCgroup {
    try UnifiedCgroup(path: owned.folder.path + "/" + name, limits: limits)
  }

  func remove() {
    CgroupTrees.removeAll(owned.folder)
  }
}
