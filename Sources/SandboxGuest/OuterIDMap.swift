import CLinuxShim
import Glibc
import SandboxProtocol

/// Which host ids the outer user namespace has.
struct OuterIDMap {
  /// The host ids mapped to 0, 1, 2, …; never host 0 where there is a choice.
  private(set) var users: IDRange
  private(set) var groups: IDRange
  private let method: Method
  private var writer: Writer?
  /// The caller's ids, read before a namespace hides them.
  private let callerIDs: (user: UInt32, group: UInt32) = (getuid(), getgid())

  /// Who may write the map.
  private enum Method {
    /// This process: it may set any id.
    case capability
    /// The set-user-id programs newuidmap and newgidmap, within what /etc/subuid gives the caller.
    case helperPrograms
    /// Nobody needs to: one's own id may be mapped by oneself.
    case ownID
  }

  private struct Writer {
    var process: pid_t
    var socket: Int32
  }

  private static var own: OuterIDMap {
    OuterIDMap(users: IDRange(base: getuid(), count: 1), groups: IDRange(base: getgid(), count: 1), method: .ownID)
  }

  private init(users: IDRange, groups: IDRange, method: Method) {
    (self.users, self.groups, self.method) = (users, groups, method)
  }

  /// Whether each session gets ids of its own.
  var isRange: Bool { users.count > 1 }

  /// Picks a range: the one of /etc/subuid's `pollux`, the specification's, the caller's of /etc/subuid; or the one id.
  /// - Parameter specification: The range asked for.
  /// - Returns: The map to write.
  /// - Throws: `GuestError` where `/proc/self/uid_map` cannot be read.
  static func choose(for specification: LaunchSpecification) throws(GuestError) -> OuterIDMap {
    let count = specification.idCount
    let maySetIDs = pollux_has_capability(POLLUX_CAP_SETUID) == 1 && pollux_has_capability(POLLUX_CAP_SETGID) == 1
    if maySetIDs {
      if let users = SubordinateIDs.range(of: "pollux", in: "/etc/subuid", count: count),
        let groups = SubordinateIDs.range(of: "pollux", in: "/etc/subgid", count: count)
      {
        return OuterIDMap(users: users, groups: groups, method: .capability)
      }
      guard let range = clipped(IDRange(base: specification.idBase, count: count), to: try mappedRanges()) else {
        return own
      }
      return OuterIDMap(users: range, groups: range, method: .capability)
    }
    guard let users = SubordinateIDs.ofCaller(in: "/etc/subuid", count: count),
      let groups = SubordinateIDs.ofCaller(in: "/etc/subgid", count: count),
      SubordinateIDs.programs.allSatisfy({ access($0, X_OK) == 0 })
    else { return own }
    return OuterIDMap(users: users, groups: groups, method: .helperPrograms)
  }

  private static func clipped(_ wanted: IDRange, to mapped: [Range<UInt64>]) -> IDRange? {
    let range = UInt64(wanted.base)..<UInt64(wanted.base) + UInt64(wanted.count)
    if mapped.contains(where: { $0.lowerBound <= range.lowerBound && range.upperBound <= $0.upperBound }) {
      return wanted
    }
    // A container maps fewer ids: take the end of its largest range, which is farthest from ids that mean something.
    guard let largest = mapped.max(by: { $0.count < $1.count }), largest.count > Int(wanted.count) else { return nil }
    return IDRange(base: UInt32(truncatingIfNeeded: largest.upperBound - UInt64(wanted.count)), count: wanted.count)
  }

  /// Forks the process that will write a range, where there is one.
  ///
  /// Only a process that stayed outside of the namespace may write a range, and it needs the host's `/proc`, so it is
  /// forked before anything is changed. A single id of one's own may be written from inside (user_namespaces(7)).
  /// - Throws: `GuestError` of the step that failed.
  mutating func prepareWriter() throws(GuestError) {
    guard method != .ownID else { return }
    var sockets: [Int32] = [-1, -1]
    try check(pollux_socketpair_seqpacket(&sockets), .makeMapSocket)
    let target = getpid()
    let process = try check(pollux_fork(), .forkMapWriter)
    if process == 0 {
      close(sockets[0])
      writeMapsWhenAsked(of: target, over: sockets[1])
    }
    close(sockets[1])
    writer = Writer(process: process, socket: sockets[0])
  }

  /// Moves this process into a user namespace with this map.
  ///
  /// Where the helper programs refuse, the one id is taken instead.
  /// - Throws: `GuestError` of the step that failed.
  mutating func enterUserNamespace() throws(GuestError) {
    try check(pollux_unshare(POLLUX_CLONE_NEWUSER), .unshareUserNamespace)
    guard let writer else { return try takeOwnID() }
    var answer: Int32 = 0
    var received = pollux_send(writer.socket, [1], 1, nil, 0)
    if received == 1 { received = read(writer.socket, &answer, 4) } else { answer = errno }
    dismissWriter()
    if received == 4, answer == 0 { return }
    // The helpers write one map after the other; where the first is written there is no way back to the one id.
    let isHalfWritten = try !readFile("/proc/self/uid_map").isEmpty
    guard method == .helperPrograms, !isHalfWritten else {
      throw GuestError(.mapIDs, users.text, errno: answer)
    }
    try takeOwnID()
  }

  /// Ends the writer where it is still there: a server that is pid 1 of a container would have its zombie for good.
  mutating func dismissWriter() {
    guard let writer else { return }
    close(writer.socket)
    waitpid(writer.process, nil, 0)
    self.writer = nil
  }

  private mutating func takeOwnID() throws(GuestError) {
    (users, groups) = (IDRange(base: callerIDs.user, count: 1), IDRange(base: callerIDs.group, count: 1))
    try writeIDMap("/proc/self/setgroups", "deny", named: "/proc/self/setgroups")
    try writeIDMap("/proc/self/uid_map", users.map, named: "/proc/self/uid_map")
    try writeIDMap("/proc/self/gid_map", groups.map, named: "/proc/self/gid_map")
  }

  /// Takes id 0 of the namespace, so that nothing runs with the caller's id where a range is mapped.
  /// - Throws: `GuestError` of the step that failed.
  func becomeNamespaceRoot() throws(GuestError) {
    try check(pollux_setresgid(0), .setGroupID)
    if isRange { try check(pollux_setgroups_empty(), .clearGroups) }
    try check(pollux_setresuid(0), .setUserID)
  }

  private func writeMapsWhenAsked(of target: pid_t, over socket: Int32) -> Never {
    var byte: UInt8 = 0
    guard read(socket, &byte, 1) == 1 else { exit(0) }
    var answer: Int32 = 0
    do throws(GuestError) {
      if method == .helperPrograms {
        try SubordinateIDs.write(users, of: target, with: SubordinateIDs.programs[0])
        try SubordinateIDs.write(groups, of: target, with: SubordinateIDs.programs[1])
      } else {
        try writeIDMap("/proc/\(target)/uid_map", users.map, named: "the launcher's uid_map")
        try writeIDMap("/proc/\(target)/gid_map", groups.map, named: "the launcher's gid_map")
      }
    } catch {
      answer = error.errno
    }
    // Without the answer the launcher reads the end of the socket, and takes it for a failure.
    exit(write(socket, &answer, 4) == 4 ? 0 : 1)
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
  let descriptor = try check(open(path, O_RDONLY | O_CLOEXEC), .openFile, path)
  defer { close(descriptor) }
  let bytes = try check(capacity: 65536, .readFile, path) { read(descriptor, $0.baseAddress, $0.count) }
  return String(decoding: bytes, as: UTF8.self)
}
