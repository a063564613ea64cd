import CLinuxShim
import Glibc
import SandboxProtocol

/// Descriptors 0, 1 and 2 of a session, and copies to restore them from.
struct StandardStreams {
  private static let lowestNumber: Int32 = 100

  private let copies: [Int32]

  /// Puts `/dev/null` and the server's two pipes in place.
  /// - Parameter descriptors: The pipes; they are closed under their old numbers.
  /// - Throws: `GuestError` of the step that failed.
  init(_ descriptors: SessionDescriptors) throws(GuestError) {
    let null = try check(open("/dev/null", O_RDONLY | O_CLOEXEC), .openFile, "/dev/null")
    var copies: [Int32] = []
    for (number, descriptor) in [null, descriptors.standardOutput, descriptors.standardError].enumerated() {
      copies.append(try check(pollux_duplicate(descriptor, Self.lowestNumber), .copyDescriptor, "\(number)"))
      try check(dup2(descriptor, Int32(number)), .placeDescriptor, "\(number)")
      close(descriptor)
    }
    self.copies = copies
  }

  /// Puts the streams back in place, whatever the last block did to them.
  func restore() {
    for (number, copy) in copies.enumerated() { _ = dup2(copy, Int32(number)) }
  }
}
