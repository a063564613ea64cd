import Glibc
import SandboxProtocol

/// The profile's seccomp filter, narrowed to where no namespace bounds what a call reaches.
struct RestrictedFilter {
  /// Stands in the compiled program for the number of the process that will load it.
  private static let ownProcess: UInt32 = 0x504c_4c58
  /// Landlock guards `truncate()` from this ABI on (Linux 6.2).
  private static let truncateABI: Int32 = 3

  private let filter: SeccompFilter

  /// Compiles the filter once for all sessions.
  /// - Parameters:
  ///   - profile: The rules for sessions with namespaces.
  ///   - sharesID: Whether sessions run under the caller's id, so that ids keep nothing apart.
  ///   - landlockABI: What Landlock guards by itself.
  /// - Throws: `GuestError` naming the rule.
  init(profile: SeccompProfile, sharesID: Bool, landlockABI: Int32) throws(GuestError) {
    filter = try SeccompFilter(profile: Self.narrowed(profile, sharesID: sharesID, landlockABI: landlockABI))
  }

  /// Puts the filter on this process for good.
  /// - Throws: `GuestError` where the kernel refuses it.
  func load() throws(GuestError) {
    try filter.replacing(comparisonsWith: Self.ownProcess, by: UInt32(bitPattern: getpid())).load()
  }

  /// Replaces the rules that count on namespaces.
  static func narrowed(_ profile: SeccompProfile, sharesID: Bool, landlockABI: Int32) -> SeccompProfile {
    var profile = profile
    profile.rules = profile.rules.flatMap { rule -> [SeccompProfile.Rule] in
      guard rule.action == .allow else { return [rule] }
      switch rule.name {
      case "setsid", "setpgid":
        // Nobody leaves the session's process group: it is what is killed at the end, in one step. Success without
        // effect and not an error, for subprocess fails where it cannot start a new session as it was told.
        return [withoutEffect(rule)]
      case "setpriority":
        // Of processes only: for a user it would be all that the user has on the machine.
        return [adding(test(0, equals: 0), to: rule)]
      case "socket":
        // No socket that can be named: the names are those of the machine's files and of its network namespace.
        return [SeccompProfile.Rule(name: rule.name, action: .fail(errno: UInt32(EAFNOSUPPORT)), arguments: [])]
      case "accept", "accept4", "bind", "connect", "listen":
        return []
      case "socketpair":
        // Streams, whatever the profile says: a datagram socket may send to every named Unix socket of the machine.
        return [adding(test(1, equals: 1, mask: 0xf), to: rule)]
      case "truncate":
        return landlockABI < truncateABI ? [] : [rule]
      case "kill", "tgkill", "tkill":
        return sharesID && landlockABI < Landlock.scopeABI ? signals(rule) : [rule]
      case "chmod", "fchmod", "fchmodat", "fchmodat2", "utime", "utimes", "utimensat":
        // Landlock guards neither modes nor times, and the caller's own files would be at hand. Success without effect
        // and not an error: shutil.copy sets modes, and in one's own folder they change nothing.
        return [sharesID ? withoutEffect(rule) : rule]
      default:
        return [rule]
      }
    }
    return profile
  }

  /// The call returns 0 and does nothing.
  private static func withoutEffect(_ rule: SeccompProfile.Rule) -> SeccompProfile.Rule {
    SeccompProfile.Rule(name: rule.name, action: .fail(errno: 0), arguments: [])
  }

  /// To oneself, and with `kill` to the own group, which is the session: a child cannot be signalled by its number.
  private static func signals(_ rule: SeccompProfile.Rule) -> [SeccompProfile.Rule] {
    let own = adding(test(0, equals: UInt64(ownProcess)), to: rule)
    return rule.name == "kill" ? [own, adding(test(0, equals: 0), to: rule)] : [own]
  }

  /// Replaces the rule's own test of the same argument, if any: libseccomp takes one of each.
  private static func adding(_ test: SeccompProfile.ArgumentTest, to rule: SeccompProfile.Rule) -> SeccompProfile.Rule {
    var rule = rule
    rule.arguments = rule.arguments.filter { $0.index != test.index } + [test]
    return rule
  }

  /// Compares the low 32 bits, which are all the kernel takes of an int.
  private static func test(_ index: UInt32, equals value: UInt64, mask: UInt64 = 0xffff_ffff)
    -> SeccompProfile.ArgumentTest
  {
    SeccompProfile.ArgumentTest(index: index, comparison: .maskedEqual, value: mask, valueTwo: value)
  }
}
