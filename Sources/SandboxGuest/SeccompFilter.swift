import CLinuxShim
import Glibc
import SandboxProtocol

/// A seccomp profile compiled to a BPF program once, and loaded by each session.
struct SeccompFilter {
  /// The program: eight bytes an instruction.
  private let program: [UInt8]

  /// Compiles a profile.
  /// - Parameter profile: The rules.
  /// - Throws: `GuestError` naming the rule.
  init(profile: SeccompProfile) throws(GuestError) {
    let compiler = try SeccompCompiler(profile)
    program = try compiler.program()
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
}
