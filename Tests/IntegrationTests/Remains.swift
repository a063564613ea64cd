import Foundation
import TestSupport

/// What a sandbox may leave behind.
enum Remains {
  /// Processes started from a folder, by the executable or by the descriptor of the folder that fault injection keeps.
  static func processes(of folder: URL) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: "/proc").filter { name in
      Int32(name) != nil
        && ["exe", "fd/900"].contains { link in
          let target = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(name)/\(link)")
          return target?.hasPrefix(folder.path) ?? false
        }
    }
  }

  static func mounts() throws -> String {
    try String(contentsOfFile: "/proc/self/mountinfo", encoding: .utf8)
  }

  /// The cgroups of a server.
  ///
  /// - Parameters:
  ///   - server: Its process.
  ///   - prefix: What the names of those below its own begin with; nothing for its own.
  /// - Returns: Their folders.
  /// - Throws: Where `/proc` cannot be read.
  static func cgroups(of server: Int32, below prefix: String = "") throws -> [String] {
    let paths = try String(contentsOfFile: "/proc/self/cgroup", encoding: .utf8).split(separator: "\n").map {
      $0.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)[2]
    }
    return try Set(paths.map { $0 == "/" ? "" : String($0) } + [""]).flatMap { path in
      try hierarchies().flatMap { hierarchy in
        let folder = "\(hierarchy)\(path)/pollux-\(server)"
        guard !prefix.isEmpty else { return FileManager.default.fileExists(atPath: folder) ? [folder] : [] }
        let children = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return children.filter { $0.hasPrefix(prefix) }.map { "\(folder)/\($0)" }
      }
    }
  }

  private static func hierarchies() throws -> [String] {
    try mounts().split(separator: "\n").filter { $0.contains(" - cgroup") }.map {
      String($0.split(separator: " ")[4])
    }
  }

  /// How many descriptors some processes have open; those of other ids show theirs to root only.
  static func descriptors(of processes: [Int32]) -> [Int32: Int] {
    processes.reduce(into: [:]) { counts, process in
      counts[process] = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/fd"))?.count
    }
  }
}
