import FoundationEssentials

/// Where this machine's cgroup hierarchies are mounted, and this process's place in them (cgroups(7)).
struct CgroupMounts {
  /// One mounted hierarchy.
  struct Hierarchy: Hashable {
    /// The folder it is mounted on.
    var mountPoint: String
    /// This process's own cgroup, as a folder below the mount point (or the mount point itself).
    var ownFolder: String
  }

  /// The one hierarchy of version 2.
  var unified: Hierarchy?
  /// Version 1, by controller.
  var controllers: [String: Hierarchy] = [:]

  /// Reads them from `/proc/self`.
  /// - Returns: The mounted hierarchies; none if `/proc` cannot be read.
  static func current() -> CgroupMounts {
    let mounts = (try? String(contentsOfFile: "/proc/self/mountinfo", encoding: .utf8)) ?? ""
    let membership = (try? String(contentsOfFile: "/proc/self/cgroup", encoding: .utf8)) ?? ""
    return CgroupMounts(mounts: mounts, membership: membership)
  }

  /// Reads them from text in the form of `/proc/self/mountinfo` and `/proc/self/cgroup`.
  init(mounts: String, membership: String) {
    let own = Self.ownPaths(membership)
    for line in mounts.split(separator: "\n") {
      let halves = line.components(separatedBy: " - ")
      guard halves.count == 2 else { continue }
      let (left, right) = (halves[0].split(separator: " "), halves[1].split(separator: " "))
      guard left.count >= 5, right.count >= 3 else { continue }
      let (root, mountPoint) = (Self.unescaped(left[3]), Self.unescaped(left[4]))
      switch right[0] {
      case "cgroup2" where unified == nil:
        unified = Hierarchy(
          mountPoint: mountPoint,
          ownFolder: Self.folder(of: own[""], root: root, mountPoint: mountPoint)
        )
      case "cgroup":
        for controller in right[2].split(separator: ",").map(String.init) where own[controller] != nil {
          let folder = Self.folder(of: own[controller], root: root, mountPoint: mountPoint)
          controllers[controller] = Hierarchy(mountPoint: mountPoint, ownFolder: folder)
        }
      default: continue
      }
    }
  }

  /// The paths of `/proc/self/cgroup` by controller; version 2 has the empty name.
  private static func ownPaths(_ membership: String) -> [String: String] {
    var paths: [String: String] = [:]
    for line in membership.split(separator: "\n") {
      let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard fields.count == 3 else { continue }
      for controller in fields[1].split(separator: ",", omittingEmptySubsequences: false) {
        paths[String(controller)] = String(fields[2])
      }
    }
    return paths
  }

  /// A container may see only a part of the tree, mounted as its root.
  private static func folder(of own: String?, root: String, mountPoint: String) -> String {
    guard let own, own != root, own != "/" else { return mountPoint }
    if root == "/" { return mountPoint + own }
    guard own.hasPrefix(root + "/") else { return mountPoint }
    return mountPoint + own.dropFirst(root.count)
  }

  /// Spaces and the like are written as three octal digits (proc(5)).
  private static func unescaped(_ text: Substring) -> String {
    for (code, character) in [("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")]
    where text.contains("\\") {
      if text.contains(code) { return unescaped(Substring(text.replacing(code, with: character))) }
    }
    return String(text)
  }
}
