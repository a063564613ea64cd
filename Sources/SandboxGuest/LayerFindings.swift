import CLinuxShim
import Glibc
import SandboxProtocol

/// What trials showed, and the trials that are the same with and without namespaces.
struct LayerFindings {
  private(set) var findings: [LayerFinding] = []

  /// Notes whether a call was refused as it should be.
  /// - Parameters:
  ///   - layer: The layer that should refuse it.
  ///   - what: What was tried, for a person.
  ///   - expected: The right answer.
  ///   - result: What the call returned; negative means that `errno` holds the answer.
  mutating func expect(_ layer: IsolationLayer, _ what: String, _ expected: Int32, _ result: Int32) {
    expect(layer, what, [expected], result)
  }

  mutating func expect(_ layer: IsolationLayer, _ what: String, _ expected: [Int32], _ result: Int32) {
    let answer = result < 0 ? errno : 0
    note(layer, expected.contains(answer), "\(what): \(Self.text(answer))")
  }

  mutating func note(_ layer: IsolationLayer, _ isHeld: Bool, _ detail: String) {
    findings.append(LayerFinding(layer: layer, isHeld: isHeld, detail: detail))
  }

  static func text(_ errno: Int32) -> String {
    errno == 0 ? "allowed" : String(cString: strerror(errno))
  }

  // MARK: Trials

  mutating func tryLimits(_ limits: ResourceLimits) {
    for (name, resource, _) in limits.resources {
      // A limit of "as much as you like" is the one that can be raised without a word.
      expect(.resourceLimits, "raise \(name)", [EPERM, EINVAL], pollux_raise_limit(resource))
    }
    let size = Int(clamping: limits.addressSpace)
    let memory = mmap(nil, size, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)
    let isRefused = memory == MAP_FAILED
    if !isRefused { munmap(memory, size) }
    note(.resourceLimits, isRefused, "map \(size >> 20) MiB: \(isRefused ? Self.text(ENOMEM) : "allowed")")
  }

  /// - Parameter needsEmptyBoundingSet: Whether this process was one that may empty it.
  mutating func tryPrivileges(needsEmptyBoundingSet: Bool = true) {
    let size = pollux_bounding_set_size()
    note(.privileges, size == 0 || !needsEmptyBoundingSet, "\(size) capabilities in the bounding set")
    note(.privileges, pollux_get_no_new_privileges() == 1, "no_new_privs")
    expect(.privileges, "setgroups()", EPERM, pollux_setgroups_empty())
    expect(.privileges, "chroot()", EPERM, chroot("/usr"))
  }

  /// The trials of seccomp itself: without a filter the first would do nothing, the second would miss a descriptor.
  ///
  /// Which error the filter gives is the profile's to say.
  /// - Parameter mayNameSockets: Whether something else keeps the names of sockets within a session.
  mutating func tryFilter(mayNameSockets: Bool) {
    let unshared = pollux_unshare(0) < 0 ? errno : 0
    note(.seccomp, unshared != 0, "unshare(): \(Self.text(unshared))")
    let moved = pollux_setns(-1, 0) < 0 ? errno : 0
    note(.seccomp, moved != 0 && moved != EBADF, "setns(): \(Self.text(moved))")
    let stream = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    note(.seccomp, stream < 0 || mayNameSockets, "a socket that can be named: \(stream < 0 ? "refused" : "allowed")")
    if stream >= 0 { close(stream) }
    trySockets()
  }

  /// Arguments that open another part of the kernel, each of which any process may use: only the filter looks at them.
  private mutating func trySockets() {
    var (datagrams, pair): ([Int32], [Int32]) = ([-1, -1], [-1, -1])
    let datagramPair = socketpair(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0, &datagrams)
    // Where the profile denies pairs altogether, there is nothing to set an option of.
    _ = socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &pair)
    let filter = pollux_attach_socket_filter(pair[0])
    var peer = [UInt8](repeating: 0, count: 12)
    var size = socklen_t(peer.count)
    let credentials = getsockopt(pair[0], SOL_SOCKET, SO_PEERCRED, &peer, &size)
    for socket in datagrams + pair where socket >= 0 { close(socket) }
    let trials = [("datagram sockets", datagramPair), ("a filter on a socket", filter), ("a peer's ids", credentials)]
    let allowed = trials.filter { $0.1 == 0 }.map(\.0)
    let isHeld = allowed.isEmpty
    note(
      .seccomp,
      isHeld,
      "\((isHeld ? trials.map(\.0) : allowed).joined(separator: ", ")): \(isHeld ? "refused" : "allowed")"
    )
  }
}
