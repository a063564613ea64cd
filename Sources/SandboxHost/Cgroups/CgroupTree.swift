import Glibc

/// The part of the cgroup hierarchy that belongs to this server: one folder, with one below it for each session.
protocol CgroupTree: Sendable {
  /// `cgroup v2` or `cgroup v1`, for a person.
  var name: String { get }

  /// Moves a launcher, and the fork server it becomes, out of the server's cgroup.
  /// - Throws: `CgroupProblem` if the kernel refuses.
  func adoptForkServer(_ process: pid_t) throws(CgroupProblem)

  /// Makes the cgroup of a session.
  /// - Throws: `CgroupProblem` naming the file.
  func makeSession(named name: String, limits: CgroupLimits) throws(CgroupProblem) -> any SessionCgroup

  /// Removes everything of this server's.
  func remove()
}

/// Finds and makes the tree.
enum CgroupTrees {
  /// The prefix of all servers' folders; a number follows.
  static let prefix = "pollux-"

  /// Uses version 2 if it has the controllers, otherwise version 1; removes what killed servers left.
  /// - Returns: A tree of this server's own.
  /// - Throws: `CgroupProblem` with cause and remedy.
  static func make() throws(CgroupProblem) -> any CgroupTree {
    let mounts = CgroupMounts.current()
    if let unified = mounts.unified, UnifiedCgroupTree.hasControllers(unified) {
      return try UnifiedCgroupTree(unified)
    }
    if mounts.controllers.isEmpty {
      throw CgroupProblem(
        mounts.unified == nil
          ? "no cgroup file system is mounted" : "memory, pids and cpu are not among the controllers of this cgroup",
        remedy: remedy
      )
    }
    return try LegacyCgroupTree(mounts)
  }

  /// Removes folders of servers that have ended, whose locks nobody holds.
  /// - Parameter parent: The folder to search.
  static func sweep(_ parent: CgroupFolder) {
    for folder in parent.children {
      let name = folder.path.split(separator: "/").last ?? ""
      guard name.hasPrefix(prefix), name.dropFirst(prefix.count).first?.isNumber == true else { continue }
      guard let lock = CgroupLock(folder) else { continue }
      removeAll(folder)
      _ = lock
    }
  }

  /// Kills everything in a folder and below it, and removes it.
  static func removeAll(_ folder: CgroupFolder) {
    let deadline = ContinuousClock.now + .seconds(5)
    for child in folder.children { removeAll(child) }
    while !folder.processes.isEmpty, ContinuousClock.now < deadline {
      for process in folder.processes { kill(process, SIGKILL) }
      if folder.has("freezer.state") { try? folder.write("THAWED", to: "freezer.state") }
      usleep(1000)
    }
    _ = folder.remove(until: deadline)
  }

  static let remedy = """
    Run as root with the cgroup file system writable, or as an ordinary user in a delegated unit: \
    systemd-run --user --scope -p Delegate=yes COMMAND.
    """
}

/// The sign that a folder's server lives: a lock that ends with the process, visible across pid namespaces.
final class CgroupLock: Sendable {
  private let descriptor: Int32

  /// - Returns: nil if another process holds the lock, or the folder is gone.
  init?(_ folder: CgroupFolder) {
    let descriptor = open(folder.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      return nil
    }
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }
}

/// A folder of this server's own in one hierarchy, locked while the server lives.
struct OwnedCgroup: Sendable {
  let folder: CgroupFolder
  private let lock: CgroupLock

  /// Sweeps the parent and makes the folder in it.
  /// - Throws: `CgroupProblem` if it cannot be made.
  init(in parent: CgroupFolder) throws(CgroupProblem) {
    CgroupTrees.sweep(parent)
    var problem = CgroupProblem("no free name below \(parent.path)")
    for number in 0..<100 {
      do throws(CgroupProblem) {
        let name = CgroupTrees.prefix + "\(getpid())" + (number == 0 ? "" : "-\(number)")
        let folder = try CgroupFolder.make(parent.path + "/" + name)
        // Another server's sweep may have been faster; then the name is free again, or that server has it.
        if let lock = CgroupLock(folder), folder.exists {
          (self.folder, self.lock) = (folder, lock)
          return
        }
      } catch {
        problem = error
        guard errno == EEXIST else { break }
      }
    }
    problem.remedy = CgroupTrees.remedy
    throw problem
  }
}
