import CLinuxShim
import Glibc
import SandboxProtocol

/// What files a session may touch, as an allow list on top of mounts and ids (landlock(7)).
///
/// Mounts decide what is in sight; this decides what of it may be read, written or executed, and holds where a mount has
/// a mistake. It cannot be taken off again.
struct Landlock {
  /// From this ABI on (Linux 6.12) signals and abstract sockets stay within a session.
  static let scopeABI: Int32 = 6

  /// The kernel's ABI; 0 where it has no Landlock.
  let abi: Int32

  init() {
    abi = max(0, pollux_landlock_abi())
  }

  /// File rights by their bits in the kernel's interface.
  struct Access: OptionSet {
    let rawValue: UInt64

    static let execute = Access(rawValue: 1 << 0)
    static let writeFile = Access(rawValue: 1 << 1)
    static let readFile = Access(rawValue: 1 << 2)
    static let readFolder = Access(rawValue: 1 << 3)
    static let makeCharacterDevice = Access(rawValue: 1 << 6)
    static let makeSocket = Access(rawValue: 1 << 9)
    static let makeBlockDevice = Access(rawValue: 1 << 11)
    static let truncate = Access(rawValue: 1 << 14)
    static let deviceControl = Access(rawValue: 1 << 15)

    static let read: Access = [.readFile, .readFolder]
    /// The rights that may be given on something that is not a folder.
    static let ofFiles: Access = [.execute, .writeFile, .readFile, .truncate, .deviceControl]

    /// Every right a kernel of this ABI knows.
    static func all(abi: Int32) -> Access {
      let count = abi >= 5 ? 16 : abi >= 3 ? 15 : abi >= 2 ? 14 : 13
      return Access(rawValue: (1 << UInt64(count)) - 1)
    }
  }

  /// A place and what may be done in it and below it.
  struct Rule {
    var path: String
    var access: Access
  }

  /// What sessions in a root of their own may do; `/pollux` is in sight and not listed.
  ///
  /// Sockets may be files of the session's own folders where the names that are not files are kept within it too.
  var sessionRules: [Rule] {
    let system: [Rule] = ["/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"].map {
      Rule(path: $0, access: [.read, .execute])
    }
    let sockets: Access = abi >= Self.scopeABI ? .makeSocket : []
    let work: [Rule] = ["/work", "/tmp"].map { Rule(path: $0, access: Self.writable.union(sockets)) }
    return system + work + [
      Rule(path: "/dev/shm", access: Self.writable),
      Rule(path: "/", access: .readFolder),
      Rule(path: "/etc", access: .read),
      Rule(path: "/proc", access: .read),
      Rule(path: "/dev", access: [.read, .writeFile, .truncate, .deviceControl]),
    ]
  }

  /// Everything but what turns a written file into a program, a device or a socket.
  static let writable = Access.all(abi: 5).subtracting([
    .execute, .makeCharacterDevice, .makeBlockDevice, .makeSocket,
  ])

  /// Confines this process and everything it will start.
  ///
  /// TCP, abstract Unix sockets and signals to processes outside are denied too where the ABI has them: no rule allows any.
  /// - Parameter rules: What stays allowed; paths that do not exist are left out.
  /// - Throws: `GuestError` of the step that failed.
  func enter(_ rules: [Rule]) throws(GuestError) {
    guard abi > 0 else { return }
    let handled = Access.all(abi: abi)
    let ruleset = try check(
      pollux_landlock_ruleset(abi, handled.rawValue, abi >= 4 ? 0b11 : 0, abi >= Self.scopeABI ? 0b11 : 0),
      .makeLandlockRules
    )
    defer { close(ruleset) }
    for rule in rules { try add(rule, handled: handled, to: ruleset) }
    try check(pollux_landlock_restrict(ruleset), .enterLandlock)
  }

  private func add(_ rule: Rule, handled: Access, to ruleset: Int32) throws(GuestError) {
    // O_PATH is a macro of _GNU_SOURCE; the value is the kernel's for every architecture Pollux runs on.
    let place = open(rule.path, 0o10000000 | O_CLOEXEC)
    if place < 0 && errno == ENOENT { return }
    try check(place, .openForLandlock, rule.path)
    defer { close(place) }
    var status = stat()
    try check(fstat(place, &status), .lookForLandlock, rule.path)
    let isFolder = status.st_mode & S_IFMT == S_IFDIR
    let access = rule.access.intersection(handled).intersection(isFolder ? handled : .ofFiles)
    try check(pollux_landlock_allow(ruleset, place, access.rawValue), .allowInLandlock, rule.path)
  }
}
