import Glibc

/// Finds `sandbox-config`, the directory with models, limits, libraries and the built-in script.
package enum SandboxConfigDirectory {
  private static let name = "sandbox-config"
  private static let installed = "/usr/share/pollux/sandbox-config"
  /// The file that makes a directory the one looked for.
  private static let witness = "models.yaml"

  /// Finds the directory: the one named, else beside or above the program, else where a package installs it.
  ///
  /// - Parameter named: What a flag, the environment or `pollux.yaml` names; nil where nothing does.
  /// - Returns: The path of a directory that holds `models.yaml`.
  /// - Throws: A configuration failure that says where was looked.
  package static func find(named: String?) throws(ServiceFailure) -> String {
    if let named {
      guard exists("\(named)/\(witness)") else {
        throw .configuration("sandbox_config: there is no \(witness) in \(named).")
      }
      return named
    }
    let candidates = candidates(program: program())
    guard let found = candidates.first(where: { exists("\($0)/\(witness)") }) else {
      throw .configuration(
        "The directory \(name) was not found. Name it with --sandbox-config or POLLUX_SANDBOX_CONFIG. Looked at: "
          + candidates.joined(separator: ", ") + "."
      )
    }
    return found
  }

  /// Where the directory may be, nearest first.
  private static func candidates(program: String?) -> [String] {
    var candidates: [String] = []
    var rest = program?[...] ?? ""
    while let slash = rest.lastIndex(of: "/") {
      rest = rest[..<slash]
      candidates.append("\(rest)/\(name)")
    }
    return candidates + [installed]
  }

  /// The real path of the running program, links resolved.
  private static func program() -> String? {
    guard let path = realpath("/proc/self/exe", nil) else { return nil }
    defer { free(path) }
    return String(cString: path)
  }

  private static func exists(_ path: String) -> Bool {
    access(path, R_OK) == 0
  }
}
