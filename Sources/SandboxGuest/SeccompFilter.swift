import CLinuxShim
import CSeccomp
import Glibc
import SandboxProtocol

/// A seccomp profile compiled to a BPF program once, and loaded by each session.
struct SeccompFilter {
  /// The program: eight bytes an instruction.
  private var program: [UInt8]

  /// Compiles a profile with libseccomp, for this machine's own architecture: calls of any other are killed.
  /// - Parameter profile: The rules.
  /// - Throws: `GuestError` naming the rule.
  init(profile: SeccompProfile) throws(GuestError) {
    guard let context = seccomp_init(Self.code(of: profile.defaultAction)) else {
      throw GuestError(stage: "start a seccomp filter", errno: ENOMEM)
    }
    defer { seccomp_release(context) }
    // x32 and 32-bit calls share this process's address space but not its numbers; nothing legitimate makes one.
    try Self.check(seccomp_attr_set(context, SCMP_FLTATR_ACT_BADARCH, Self.code(of: .killProcess)), "architecture")
    // Most calls hit one of the last rules of a linear list; a tree needs a third of the instructions.
    try Self.check(seccomp_attr_set(context, SCMP_FLTATR_CTL_OPTIMIZE, 2), "optimisation")
    for rule in profile.rules where rule.action != profile.defaultAction {
      try Self.add(rule, to: context)
    }
    program = try Self.export(context)
  }

  /// Puts the filter on all threads of this process.
  ///
  /// Nothing but calls it allows can follow. - Throws: `GuestError` where the kernel refuses it.
  func load() throws(GuestError) {
    let result = program.withUnsafeBytes {
      pollux_seccomp_load($0.baseAddress, UInt16(truncatingIfNeeded: program.count / 8))
    }
    try SandboxGuest.check(result, "load the seccomp filter")
  }

  /// The same filter with another number where it compares with one.
  /// - Parameters:
  ///   - old: The number; one that stands in no other comparison.
  ///   - new: What takes its place.
  /// - Returns: The changed filter.
  func replacing(comparisonsWith old: UInt32, by new: UInt32) -> SeccompFilter {
    var changed = self
    changed.program.withUnsafeMutableBytes { bytes in
      for offset in stride(from: 0, to: bytes.count, by: 8) {
        // A sock_filter: 16 bits of operation (0x15: jump if equal to k), two jumps of 8, 32 bits of k.
        guard bytes.loadUnaligned(fromByteOffset: offset, as: UInt16.self) == 0x15,
          bytes.loadUnaligned(fromByteOffset: offset + 4, as: UInt32.self) == old
        else { continue }
        bytes.storeBytes(of: new, toByteOffset: offset + 4, as: UInt32.self)
      }
    }
    return changed
  }

  private static func add(_ rule: SeccompProfile.Rule, to context: scmp_filter_ctx) throws(GuestError) {
    let number = seccomp_syscall_resolve_name(rule.name)
    // A name newer than this libseccomp, or of another architecture: the default action holds for it anyway.
    guard number >= 0 else { return }
    var tests = rule.arguments.map { test in
      scmp_arg_cmp(
        arg: test.index,
        op: test.comparison == .equal ? SCMP_CMP_EQ : SCMP_CMP_MASKED_EQ,
        datum_a: test.value,
        datum_b: test.valueTwo
      )
    }
    let result = seccomp_rule_add_array(context, code(of: rule.action), number, UInt32(tests.count), &tests)
    guard result == 0 || result == -EEXIST else {
      throw GuestError(stage: "add the seccomp rule for \(rule.name)", errno: -result)
    }
  }

  private static func export(_ context: scmp_filter_ctx) throws(GuestError) -> [UInt8] {
    let file = try SandboxGuest.check(pollux_memfd("seccomp"), "make a file for the seccomp filter")
    defer { close(file) }
    try check(seccomp_export_bpf(context, file), "export")
    let size = Int(lseek(file, 0, SEEK_END))
    var bytes = [UInt8](repeating: 0, count: size)
    guard size > 0, size % 8 == 0, size / 8 <= 4096, pread(file, &bytes, size, 0) == size else {
      throw GuestError(stage: "read the compiled seccomp filter", errno: errno)
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
    guard result == 0 else { throw GuestError(stage: "set up the seccomp filter (\(what))", errno: -result) }
  }
}
