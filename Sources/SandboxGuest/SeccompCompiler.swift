import CLinuxShim
import CSeccomp
import Glibc
import SandboxProtocol

/// A profile as libseccomp holds it, for this machine's own architecture: calls of any other are killed.
final class SeccompCompiler {
  private let context: scmp_filter_ctx
  /// What became of each rule, in the profile's order.
  private(set) var resolutions: [FilterDescription.Resolution] = []

  /// Hands a profile to libseccomp.
  /// - Parameter profile: The rules.
  /// - Throws: `GuestError` naming the rule.
  init(_ profile: SeccompProfile) throws(GuestError) {
    guard let context = seccomp_init(Self.code(of: profile.defaultAction)) else {
      throw GuestError(.startFilter, errno: ENOMEM)
    }
    self.context = context
    // x32 and 32-bit calls share this process's address space but not its numbers; nothing legitimate makes one.
    try Self.check(seccomp_attr_set(context, SCMP_FLTATR_ACT_BADARCH, Self.code(of: .killProcess)), "architecture")
    // Most calls hit one of the last rules of a linear list; a tree needs a third of the instructions.
    try Self.check(seccomp_attr_set(context, SCMP_FLTATR_CTL_OPTIMIZE, 2), "optimisation")
    for rule in profile.rules { resolutions.append(try add(rule, defaultAction: profile.defaultAction)) }
  }

  deinit {
    seccomp_release(context)
  }

  /// The BPF program: eight bytes an instruction.
  func program() throws(GuestError) -> [UInt8] {
    let bytes = try export("the BPF program", seccomp_export_bpf)
    guard !bytes.isEmpty, bytes.count % 8 == 0, bytes.count / 8 <= 4096 else {
      throw GuestError(.checkFilterSize, errno: E2BIG)
    }
    return bytes
  }

  /// The filter in libseccomp's own words.
  func pseudoCode() throws(GuestError) -> String {
    String(decoding: try export("the pseudo code", seccomp_export_pfc), as: UTF8.self)
  }

  private func add(
    _ rule: SeccompProfile.Rule,
    defaultAction: SeccompProfile.Action
  ) throws(GuestError) -> FilterDescription.Resolution {
    let number = seccomp_syscall_resolve_name(rule.name)
    // A name newer than this libseccomp, or of another architecture: the default action holds for it anyway.
    guard number >= 0 else {
      return FilterDescription.Resolution(number: number, fate: number == -1 ? .unknownName : .otherArchitecture)
    }
    guard rule.action != defaultAction else { return FilterDescription.Resolution(number: number, fate: .isDefault) }
    var tests = rule.arguments.map { test in
      scmp_arg_cmp(
        arg: test.index,
        op: test.comparison == .equal ? SCMP_CMP_EQ : SCMP_CMP_MASKED_EQ,
        datum_a: test.value,
        datum_b: test.valueTwo
      )
    }
    let result = seccomp_rule_add_array(context, Self.code(of: rule.action), number, UInt32(tests.count), &tests)
    guard result == 0 || result == -EEXIST else {
      throw GuestError(.addFilterRule, rule.name, errno: -result)
    }
    return FilterDescription.Resolution(number: number, fate: result == 0 ? .added : .duplicate)
  }

  private func export(
    _ what: String,
    _ write: (scmp_filter_ctx, Int32) -> Int32
  ) throws(GuestError) -> [UInt8] {
    let file = try SandboxGuest.check(pollux_memfd("seccomp"), .makeFilterFile)
    defer { close(file) }
    try Self.check(write(context, file), what)
    let size = Int(lseek(file, 0, SEEK_END))
    var bytes = [UInt8](repeating: 0, count: max(0, size))
    guard size >= 0, pread(file, &bytes, size, 0) == size else {
      throw GuestError(.readFilter, what, errno: errno)
    }
    return bytes
  }

  /// The kernel's number of an action (seccomp(2)); the macros do not import.
  private static func code(of action: SeccompProfile.Action) -> UInt32 {
    switch action {
    case .allow: 0x7fff_0000
    case .killProcess: 0x8000_0000
    case .fail(let errno): 0x0005_0000 | (errno & 0xffff)
    }
  }

  private static func check(_ result: Int32, _ what: String) throws(GuestError) {
    guard result == 0 else { throw GuestError(.setUpFilter, what, errno: -result) }
  }
}
