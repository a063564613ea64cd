import Glibc

/// The server's folders in the hierarchies of version 1.
struct LegacyCgroupTree: CgroupTree {
  /// The server's folder, by what it limits; controllers that share a hierarchy share a folder.
  struct Parents: Sendable {
    var memory: CgroupFolder
    var processes: CgroupFolder
    var processors: CgroupFolder
    var freezer: CgroupFolder
  }

  let name = "cgroup v1"
  private let parents: Parents
  private let owned: [OwnedCgroup]

  /// - Throws: `CgroupProblem` naming the controller that is missing or the folder that cannot be made.
  init(_ mounts: CgroupMounts) throws(CgroupProblem) {
    var owned: [String: OwnedCgroup] = [:]
    func parent(_ controller: String) throws(CgroupProblem) -> CgroupFolder {
      guard let hierarchy = mounts.controllers[controller] else {
        throw CgroupProblem("the \(controller) controller is not mounted", remedy: CgroupTrees.remedy)
      }
      if let known = owned[hierarchy.mountPoint] { return known.folder }
      let own = CgroupFolder(path: hierarchy.ownFolder)
      let made = try OwnedCgroup(in: own.exists ? own : CgroupFolder(path: hierarchy.mountPoint))
      owned[hierarchy.mountPoint] = made
      return made.folder
    }
    do throws(CgroupProblem) {
      parents = Parents(
        memory: try parent("memory"),
        processes: try parent("pids"),
        processors: try parent("cpu"),
        freezer: try parent("freezer")
      )
    } catch {
      for folder in owned.values { rmdir(folder.folder.path) }
      throw error
    }
    self.owned = Array(owned.values)
  }

  /// The hierarchies of version 1 limit only the processes put into them; the fork server stays with the server.
  func adoptForkServer(_ process: pid_t) {}

  func makeSession(named name: String, limits: CgroupLimits) throws(CgroupProblem) -> any SessionCgroup {
    try LegacyCgroup(name: name, parents: parents, limits: limits)
  }

  func remove() {
    for folder in owned { CgroupTrees.removeAll(folder.folder) }
  }
}
