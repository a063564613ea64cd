import Foundation

/// A process, told apart from a later one with the same number by when it started.
package struct ProcessIdentity: Hashable, Sendable {
  package var id: Int32
  /// In clock ticks after boot.
  package var startTime: UInt64
}

/// What `/proc` says about processes; zombies count as gone.
package enum ProcessTree {
  /// The processes below a process, not itself.
  ///
  /// The launcher is pid 1 of a pid namespace, so an orphan of a session never leaves the tree.
  package static func descendants(of ancestor: Int32) throws -> Set<ProcessIdentity> {
    let all = try processes()
    var found: Set<ProcessIdentity> = []
    var ancestors: Set<Int32> = [ancestor]
    while true {
      let children = all.filter { ancestors.contains($0.parent) && !found.contains($0.identity) }
      if children.isEmpty { return found }
      found.formUnion(children.map(\.identity))
      ancestors = Set(children.map(\.identity.id))
    }
  }

  /// The processes a process has started itself and not reaped.
  package static func children(of parent: Int32) throws -> Set<ProcessIdentity> {
    Set(try processes().filter { $0.parent == parent }.map(\.identity))
  }

  /// Those of some processes that are still there.
  package static func survivors(of processes: Set<ProcessIdentity>) throws -> Set<ProcessIdentity> {
    processes.intersection(try self.processes().map(\.identity))
  }

  private static func processes() throws -> [(identity: ProcessIdentity, parent: Int32)] {
    try FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap { name in
      guard let id = Int32(name), let text = try? String(contentsOfFile: "/proc/\(id)/stat", encoding: .utf8) else {
        return nil
      }
      // The name in parentheses may hold anything, parentheses too (proc(5)).
      guard let end = text.lastIndex(of: ")") else { return nil }
      let fields = text[text.index(after: end)...].split(separator: " ")
      guard fields.count > 19, fields[0] != "Z", fields[0] != "X", let parent = Int32(fields[1]),
        let startTime = UInt64(fields[19])
      else { return nil }
      return (ProcessIdentity(id: id, startTime: startTime), parent)
    }
  }
}
