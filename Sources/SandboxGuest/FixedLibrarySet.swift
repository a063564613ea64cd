import SandboxProtocol

/// Stands where pip would, and says at once that nothing can be installed.
///
/// Models try `pip install` when an import fails; without a network pip would retry for half a minute first.
enum FixedLibrarySet {
  private static var message: String { String(decoding: PackageResources.message_txt, as: UTF8.self) }

  /// Writes the programs `pip` and `pip3`.
  /// - Parameter folder: A folder of `PATH`, relative to the root that is being put together.
  /// - Throws: `GuestError` naming the file.
  static func writePrograms(into folder: String) throws(GuestError) {
    for name in ["pip", "pip3"] {
      try RootFilesystem.makeFile(
        "\(folder)/\(name)",
        containing: "#!/bin/sh\nprintf %s '\(message)' >&2\nexit 1\n",
        mode: 0o555
      )
    }
  }

  /// Writes the module `pip`, for `python3 -m pip` and `pip.main`.
  /// - Parameter folder: A folder of `sys.path`, relative to the root that is being put together.
  /// - Throws: `GuestError` naming the file.
  static func writeModule(into folder: String) throws(GuestError) {
    try RootFilesystem.makeFolder("\(folder)/pip")
    for (name, bytes) in [
      ("__init__.py", PackageResources.__init___py),
      ("__main__.py", PackageResources.__main___py),
      ("message.txt", PackageResources.message_txt),
    ] {
      try RootFilesystem.makeFile("\(folder)/pip/\(name)", containing: String(decoding: bytes, as: UTF8.self))
    }
  }
}
