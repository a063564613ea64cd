import Glibc

/// The parts of the sandbox on this machine.
package struct SandboxPaths: Sendable, Hashable {
  /// The launcher and fork server, and pid 1 of sessions.
  package var sandboxExecutable: String
  package var initExecutable: String
  /// The folder of the fixed library set.
  package var libraries: String

  package init(sandboxExecutable: String, initExecutable: String, libraries: String) {
    self.sandboxExecutable = sandboxExecutable
    self.initExecutable = initExecutable
    self.libraries = libraries
  }

  /// Finds the parts: the executables next to the running one, the library set in `.libraries` next to the configuration.
  /// - Parameter configurationDirectory: The `sandbox-config` folder.
  /// - Returns: The paths of existing parts.
  /// - Throws: `SandboxError.missing` naming the part and the command that makes it.
  package static func find(configurationDirectory: String) throws(SandboxError) -> SandboxPaths {
    guard let executable = resolved("/proc/self/exe"), let configuration = resolved(configurationDirectory) else {
      throw .missing(
        what: "the configuration folder",
        path: configurationDirectory,
        remedy: "Name it with --sandbox-config."
      )
    }
    let folder = parent(of: executable)
    let paths = SandboxPaths(
      sandboxExecutable: folder + "/pollux-sandbox",
      initExecutable: folder + "/pollux-init",
      libraries: parent(of: configuration) + "/.libraries"
    )
    for path in [paths.sandboxExecutable, paths.initExecutable] where access(path, X_OK) != 0 {
      throw .missing(what: "an executable of the sandbox", path: path, remedy: "Build it with `make build`.")
    }
    // numpy represents the set: an empty or incomplete folder must not pass.
    guard access(paths.libraries + "/numpy/__init__.py", R_OK) == 0 else {
      throw .missing(
        what: "the fixed library set",
        path: paths.libraries,
        remedy: "Install it with `make build`."
      )
    }
    return paths
  }

  private static func resolved(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  private static func parent(of path: String) -> String {
    String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
  }
}
