import Foundation
import Glibc
import TestSupport
import Testing

@testable import SandboxHost

/// The top of the hierarchy of version 2, where this user may make folders.
enum WritableHierarchy {
  static var path: String? {
    guard let unified = CgroupMounts.current().unified, geteuid() == 0, access(unified.mountPoint, W_OK) == 0 else {
      return nil
    }
    return unified.mountPoint
  }
}

/// What version 2 does without any controller, so also where version 1 has them.
@Suite(
  "A cgroup of version 2",
  .enabled("needs a cgroup2 mount this user may write to") { WritableHierarchy.path != nil }
)
struct UnifiedCgroupTests {
  private let path: String

  init() throws {
    path = try #require(WritableHierarchy.path) + "/pollux-test-\(UUID().uuidString)"
  }

  private func startProcess(in cgroup: UnifiedCgroup) throws -> pid_t {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", "trap '' TERM HUP INT; while :; do :; done"]
    try process.run()
    let descriptors = try cgroup.openProcesses()
    defer { for descriptor in descriptors { close(descriptor) } }
    let text = "\(process.processIdentifier)"
    #expect(write(descriptors[0], text, text.utf8.count) == text.utf8.count)
    return process.processIdentifier
  }

  /// The processor time a process has used, in clock ticks (proc(5)).
  private func ticks(of process: pid_t) throws -> Int {
    let text = try String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
    let fields = text[(text.lastIndex(of: ")") ?? text.startIndex)...].split(separator: " ")
    return (Int(fields[12]) ?? 0) + (Int(fields[13]) ?? 0)
  }

  @Test("freezes, thaws, kills what ignores signals, and is gone")
  func life() async throws {
    let cgroup = try UnifiedCgroup(path: path, limits: nil)
    let process = try startProcess(in: cgroup)
    #expect(cgroup.isPopulated)

    #expect(cgroup.setFrozen(true, waits: true))
    let frozen = try ticks(of: process)
    // Another process gets through the time in which a running one would have used some.
    _ = try await RunningProgram("/bin/sh", ["-c", "i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done"]).outcome()
    #expect(try ticks(of: process) == frozen)

    #expect(cgroup.setFrozen(false, waits: true))
    #expect(try await eventually(within: .seconds(10)) { try ticks(of: process) > frozen })

    #expect(cgroup.setFrozen(true, waits: true))
    cgroup.kill()
    #expect(cgroup.remove(within: .seconds(10)))
    #expect(!FileManager.default.fileExists(atPath: path))
  }

  @Test("of a server that is no more is swept by the next one, with what runs in it; that of a living one is not")
  func sweep() throws {
    let parent = try CgroupFolder.make(path)
    defer { CgroupTrees.removeAll(parent) }
    let living = try OwnedCgroup(in: parent)
    let dead = try CgroupFolder.make(path + "/pollux-1")
    _ = try startProcess(in: UnifiedCgroup(path: dead.path + "/session-1", limits: nil))
    let other = try CgroupFolder.make(path + "/another")
    CgroupTrees.sweep(parent)
    #expect(living.folder.exists)
    #expect(!dead.exists)
    #expect(other.exists)
  }
}
