/// Stands where pip would, and says at once that nothing can be installed.
///
/// Models try `pip install` when an import fails; without a network pip would retry for half a minute first.
enum FixedLibrarySet {
  private static let message =
    "pip: the library set of this sandbox is fixed and there is no network; use the libraries that are there"

  /// Writes the programs `pip` and `pip3`.
  /// - Parameter folder: A folder of `PATH`, relative to the root that is being put together.
  /// - Throws: `GuestError` naming the file.
  static func writePrograms(into folder: String) throws(GuestError) {
    for name in ["pip", "pip3"] {
      try RootFilesystem.makeFile(
        "\(folder)/\(name)",
        containing: "#!/bin/sh\necho '\(message)' >&2\nexit 1\n",
        mode: 0o555
      )
    }
  }

  /// Writes the module `pip`, for `python3 -m pip` and `pip.main`.
  /// - Parameter folder: A folder of `sys.path`, relative to the root that is being put together.
  /// - Throws: `GuestError` naming the file.
  static func writeModule(into folder: String) throws(GuestError) {
    try RootFilesystem.makeFolder("\(folder)/pip")
    try RootFilesystem.makeFile(
      "\(folder)/pip/__init__.py",
      containing: "import sys\n\ndef main(arguments=None):\n    print('\(message)', file=sys.stderr)\n    return 1\n"
    )
    try RootFilesystem.makeFile(
      "\(folder)/pip/__main__.py",
      containing: "import sys\nfrom pip import main\nsys.exit(main())\n"
    )
  }
}
