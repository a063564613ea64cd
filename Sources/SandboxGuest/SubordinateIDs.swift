import CLinuxShim
import Glibc
import SandboxProtocol

/// Ids in a row.
struct IDRange {
  var base: UInt32
  var count: UInt32

  /// As the kernel's map files want it: they become 0, 1, 2, ….
  var map: String { "0 \(base) \(count)\n" }
  var text: String { "\(base) to \(UInt64(base) + UInt64(count) - 1)" }
}

/// Ranges of ids that an administrator has given to users: /etc/subuid and /etc/subgid (subuid(5)).
enum SubordinateIDs {
  /// The set-user-id programs that write a user's own ranges into a map, for user ids and for group ids.
  static let programs = ["/usr/bin/newuidmap", "/usr/bin/newgidmap"]

  /// Finds a range that is large enough.
  /// - Parameters:
  ///   - owner: A user's name, or id as text.
  ///   - path: The file; one that cannot be read gives nothing.
  ///   - count: How many ids are wanted.
  /// - Returns: The beginning of the first such range.
  static func range(of owner: String, in path: String, count: UInt32) -> IDRange? {
    guard let text = try? readFile(path) else { return nil }
    for line in text.split(separator: "\n") {
      let fields = line.split(separator: ":", omittingEmptySubsequences: false)
      guard fields.count == 3, fields[0] == owner, let base = UInt32(fields[1]), let size = UInt32(fields[2]),
        size >= count, base > 0
      else { continue }
      return IDRange(base: base, count: count)
    }
    return nil
  }

  /// Finds a range of the caller's.
  static func ofCaller(in path: String, count: UInt32) -> IDRange? {
    let name = getpwuid(getuid()).map { String(cString: $0.pointee.pw_name) }
    return name.flatMap { range(of: $0, in: path, count: count) } ?? range(of: "\(getuid())", in: path, count: count)
  }

  /// Writes one map of a process.
  /// - Parameters:
  ///   - range: The ids.
  ///   - process: The process whose namespace gets them.
  ///   - program: One of `programs`.
  /// - Throws: `GuestError` where the program refuses.
  static func write(_ range: IDRange, of process: pid_t, with program: String) throws(GuestError) {
    let child = try check(pollux_fork(), .forkMapProgram, program)
    if child == 0 {
      withCStrings([program, "\(process)", "0", "\(range.base)", "\(range.count)"]) { arguments in
        withCStrings([]) { environment in _ = execve(program, arguments, environment) }
      }
      _exit(127)
    }
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0 && errno == EINTR {}
    guard status == 0 else { throw GuestError(.runMapProgram, program, errno: EPERM) }
  }
}
