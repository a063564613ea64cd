import CLinuxShim
import Glibc
import SandboxProtocol

/// What the root is made of, opened with the caller's rights and before anything is covered or any id is given up: the
/// project may stand below /tmp or in a home that only its owner may enter.
struct RootSources {
  let sandboxExecutable: Int32
  let initExecutable: Int32
  let libraries: Int32

  /// - Throws: `GuestError` naming the file.
  init(_ specification: LaunchSpecification) throws(GuestError) {
    sandboxExecutable = try check(
      open(specification.sandboxExecutable, O_RDONLY | O_CLOEXEC),
      .openFile,
      specification.sandboxExecutable
    )
    initExecutable = try check(
      open(specification.initExecutable, O_RDONLY | O_CLOEXEC),
      .openFile,
      specification.initExecutable
    )
    libraries = try check(
      open(specification.libraries, O_RDONLY | O_DIRECTORY | O_CLOEXEC),
      .openFile,
      specification.libraries
    )
  }

  func close() {
    for descriptor in [sandboxExecutable, initExecutable, libraries] { Glibc.close(descriptor) }
  }
}
