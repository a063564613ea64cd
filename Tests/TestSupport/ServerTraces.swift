import Foundation
import Glibc
package import Testing

/// What there is of a server on its machine, besides files of its own: compared before and after an attack.
package struct ServerTraces: Equatable, Sendable, CustomStringConvertible {
  /// What attacks call the files they try to leave behind.
  package static let mark = "escaped"
  /// Sessions' ids begin here where a range of ids can be mapped (`ids.base` of the profile).
  private static let sessionIDs: UInt32 = 1_900_000_000

  var processes: Set<ProcessIdentity>
  /// The mounts of its namespace, a line each.
  var mounts: Set<String>
  /// Control groups of servers that ran when the server was at rest for the first time.
  var cgroups: Set<String>
  /// What lies about in public directories that nobody but a session can have left.
  var files: Set<String>
  /// Open descriptors.
  var descriptors: Int

  package var description: String {
    """
    processes \(processes.map(\.id).sorted()), \(descriptors) descriptors, files \(files.sorted()), \
    cgroups \(cgroups.sorted()), mounts:
    \(mounts.sorted().joined(separator: "\n"))
    """
  }

  /// Looks at a server.
  ///
  /// - Parameters:
  ///   - program: The server's process.
  ///   - bases: The cgroups that are looked into; nil for all there are.
  /// - Throws: Where the process is gone.
  package init(of program: Int32, below bases: Set<String>? = nil) throws {
    processes = try ProcessTree.descendants(of: program)
    let lines = try String(contentsOfFile: "/proc/\(program)/mountinfo", encoding: .utf8)
    mounts = Set(lines.split(separator: "\n").map(String.init))
    cgroups = Self.cgroups(below: bases)
    files = Self.files()
    descriptors = try FileManager.default.contentsOfDirectory(atPath: "/proc/\(program)/fd").count
  }

  /// The same with numbers in the place of names that change with each parked session.
  var counted: ServerTraces {
    var counted = self
    counted.processes = []
    counted.cgroups = ["\(processes.count) processes"]
    // A session's folder in each hierarchy is named by its number.
    for (name, folders) in Dictionary(grouping: cgroups, by: { $0.replacing(#/session-\d+/#, with: "session") }) {
      counted.cgroups.insert("\(name): \(folders.count)")
    }
    return counted
  }

  /// The directories below the given bases, or below every one that is called `pollux…`.
  private static func cgroups(below bases: Set<String>?) -> Set<String> {
    guard let tree = FileManager.default.enumerator(atPath: "/sys/fs/cgroup") else { return [] }
    var found: Set<String> = []
    for case let path as String in tree where tree.fileAttributes?[.type] as? FileAttributeType == .typeDirectory {
      let names = path.split(separator: "/")
      // A directory that was not there at rest and is not a child of one that was belongs to another server.
      let isOurs = bases.map { bases in bases.contains { path == $0 || path.hasPrefix("\($0)/") } }
      if isOurs ?? names.contains(where: { $0.hasPrefix("pollux") }) { found.insert(path) }
    }
    return found
  }

  private static func files() -> Set<String> {
    var found: Set<String> = []
    for folder in ["/tmp", "/var/tmp", "/dev/shm", "/run", "/"] {
      for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] {
        var status = stat()
        guard lstat("\(folder)/\(name)", &status) == 0 else { continue }
        if name.contains(mark) || status.st_uid >= sessionIDs { found.insert("\(folder)/\(name)") }
      }
    }
    return found
  }
}

extension ServerProcess {
  /// Expects that a server answers, and that nothing is left on its machine of what it has run.
  ///
  /// - Parameters:
  ///   - limit: How long the kernel may take to end processes.
  ///   - sourceLocation: Where it is expected.
  /// - Throws: Where the server is gone.
  package func expectClean(
    within limit: Duration = .seconds(10),
    sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    let next = try await result(of: "print('next')")
    #expect(next.output == "next\n", "the request behind it", sourceLocation: sourceLocation)
    let atRest = parkedAtRest == 0 ? tracesAtRest : tracesAtRest.counted
    let isClean = try await eventually(within: limit) {
      let isFull = try await hasParkedAll()
      return try isFull && (parkedAtRest == 0 ? traces() : traces().counted) == atRest
    }
    let now = try traces()
    #expect(isClean, "left behind: \(now)\nat rest: \(tracesAtRest)", sourceLocation: sourceLocation)
  }

  private func traces() throws -> ServerTraces {
    try ServerTraces(of: program.id, below: tracesAtRest.cgroups)
  }
}
