import CLinuxShim
import Glibc
import SandboxProtocol

/// A seccomp profile compiled to a BPF program once, and loaded by each session.
struct SeccompFilter {
  /// The program: eight bytes an instruction.
  private var program: [UInt8]

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
    try SandboxGuest.check(result, .loadFilter)
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
}
