import CSeccomp
import Glibc
import SandboxProtocol

/// Answers what a profile comes to on this machine; no jail is built for it.
enum FilterDescriber {
  /// Compiles a profile and sends its description in pieces.
  /// - Parameters:
  ///   - profile: The rules.
  ///   - channel: Whom to tell.
  /// - Throws: `GuestError` naming the rule that libseccomp refused.
  static func describe(_ profile: SeccompProfile, to channel: ControlChannel) throws(GuestError) {
    let compiler = try SeccompCompiler(profile)
    let description = FilterDescription(
      architecture: architecture,
      libraryVersion: libraryVersion,
      instructionCount: UInt32(try compiler.program().count / 8),
      resolutions: compiler.resolutions,
      pseudoCode: try compiler.pseudoCode()
    )
    let bytes = description.encoded()
    guard bytes.count <= FrameLimits.filterDescriptionByteCount else {
      throw GuestError(.describeFilter, errno: E2BIG)
    }
    for start in stride(from: 0, to: bytes.count, by: FrameLimits.chunkByteCount) {
      let end = min(start + FrameLimits.chunkByteCount, bytes.count)
      channel.send(.filterPiece(Array(bytes[start..<end]), isLast: end == bytes.count))
    }
  }

  private static var architecture: String {
    #if arch(x86_64)
      "x86_64"
    #elseif arch(arm64)
      "aarch64"
    #endif
  }

  private static var libraryVersion: String {
    guard let version = seccomp_version()?.pointee else { return "unknown" }
    return "\(version.major).\(version.minor).\(version.micro)"
  }
}
