import CLinuxShim
import Glibc
import SandboxProtocol

/// Which host ids the outer user namespace has.
struct OuterIDMap {
  /// The host ids mapped to 0, 1, 2, …; never host 0 where there is a choice.
  let base: UInt32
  let count: UInt32
  private let group: UInt32
  private var writer: Writer?

  private struct Writer {
    var process: pid_t
    var socket: Int32
  }

  private init(base: UInt32, count: UInt32, group: UInt32) {
    self.base = base
    self.count = count
    self.group = group
  }

  /// Whether each session gets ids of its own.
  var isRange: Bool { count > 1 }

  /// Picks the range of the specification, clipped to what this process's own namespace maps, or the caller's one id.
  /// - Parameters:
  ///   - specification: The range asked for.
  ///   - isPrivileged: Whether the caller may map ids that are not its own.
  /// - Returns: The map to write.
  /// - Throws: `GuestError` where `/proc/self/uid_map` cannot be read.
  static func choose(for specification: LaunchSpecification, isPrivileged: Bool) throws(GuestError) -> OuterIDMap {
    let own = OuterIDMap(base: getuid(), count: 1, group: getgid())
    guard isPrivileged else { return own }
    let mapped = try mappedRanges()
    let wanted = UInt64(specification.idBase)..<UInt64(specification.idBase) + UInt64(specification.idCount)
    if mapped.contains(where: { $0.lowerBound <= wanted.lowerBound && wanted.upperBound <= $0.upperBound }) {
      return OuterIDMap(base: specification.idBase, count: specification.idCount, group: specification.idBase)
    }
    // A container maps fewer ids: take the end of its largest range, which is farthest from ids that mean something.
    guard let largest = mapped.max(by: { $0.count < $1.count }), largest.count > Int(specification.idCount) else {
      return own
    }
    let base = UInt32(truncatingIfNeeded: largest.upperBound - UInt64(specification.idCount))
    return OuterIDMap(base: base, count: specification.idCount, group: base)
  }

  /// Forks the process that will write a range, where there is one.
  ///
  /// Only a process that stayed outside of the namespace may write a range, and it needs the host's `/proc`, so it is
  /// forked before anything is changed. A single id of one's own may be written from inside (user_namespaces(7)).
  /// - Throws: `GuestError` of the step that failed.
  mutating func prepareWriter() throws(GuestError) {
    guard isRange else { return }
    var sockets: [Int32] = [-1, -1]
    try check(pollux_socketpair_seqpacket(&sockets), "make a socket for the id maps")
    let target = getpid()
    let process = try check(pollux_fork(), "fork the writer of the id maps")
    if process == 0 {
      close(sockets[0])
      writeMapsWhenAsked(of: target, over: sockets[1])
    }
    close(sockets[1])
    writer = Writer(process: process, socket: sockets[0])
  }

  /// Moves this process into a user namespace with this map.
  /// - Throws: `GuestError` of the step that failed.
  func enterUserNamespace() throws(GuestError) {
    try check(pollux_unshare(POLLUX_CLONE_NEWUSER), "unshare the user namespace")
    guard let writer else {
      try writeControlFile("/proc/self/setgroups", "deny")
      try writeControlFile("/proc/self/uid_map", "0 \(base) 1\n")
      try writeControlFile("/proc/self/gid_map", "0 \(group) 1\n")
      return
    }
    var answer: Int32 = 0
    _ = pollux_send(writer.socket, [1], 1, nil, 0)
    let received = read(writer.socket, &answer, 4)
    close(writer.socket)
    waitpid(writer.process, nil, 0)
    guard received == 4, answer == 0 else {
      throw GuestError(stage: "map ids \(base) to \(base + count - 1) into the user namespace", errno: answer)
    }
  }

  /// Takes id 0 of the namespace, so that nothing runs with the caller's id where a range is mapped.
  /// - Throws: `GuestError` of the step that failed.
  func becomeNamespaceRoot() throws(GuestError) {
    try check(pollux_setresgid(0), "set the group id")
    if isRange { try check(pollux_setgroups_empty(), "clear the supplementary groups") }
    try check(pollux_setresuid(0), "set the user id")
  }

  private func writeMapsWhenAsked(of target: pid_t, over socket: Int32) -> Never {
    var byte: UInt8 = 0
    guard read(socket, &byte, 1) == 1 else { exit(0) }
    var answer: Int32 = 0
    do throws(GuestError) {
      try writeControlFile("/proc/\(target)/uid_map", "0 \(base) \(count)\n")
      try writeControlFile("/proc/\(target)/gid_map", "0 \(group) \(count)\n")
    } catch {
      answer = error.errno
    }
    _ = write(socket, &answer, 4)
    exit(0)
  }

  /// Reads which ids this process's namespace has (`inside outside count` a line).
  private static func mappedRanges() throws(GuestError) -> [Range<UInt64>] {
    try readFile("/proc/self/uid_map").split(separator: "\n").compactMap { line in
      let fields = line.split(separator: " ").compactMap { UInt64($0) }
      guard fields.count == 3 else { return nil }
      return fields[0]..<fields[0] + fields[2]
    }
  }
}

/// Reads a small file of the kernel's.
/// - Parameter path: The file.
/// - Returns: Its text, at most 64 KiB.
/// - Throws: `GuestError` naming the file.
func readFile(_ path: String) throws(GuestError) -> String {
  let descriptor = try check(open(path, O_RDONLY | O_CLOEXEC), "open \(path)")
  defer { close(descriptor) }
  var bytes = [UInt8](repeating: 0, count: 65536)
  let count = try check(read(descriptor, &bytes, bytes.count), "read \(path)")
  return String(decoding: bytes.prefix(count), as: UTF8.self)
}
