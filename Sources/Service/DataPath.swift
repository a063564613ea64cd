import Glibc

/// Where state lies when nothing says so.
enum DataPath {
  /// `$XDG_STATE_HOME/pollux`, else `~/.local/state/pollux`, by the XDG Base Directory Specification 0.8.
  ///
  /// - Parameter environment: Looks up an environment variable.
  /// - Returns: An absolute path.
  /// - Throws: A configuration failure where the user has no home.
  static func standard(
    environment: (String) -> String? = { getenv($0).map { String(cString: $0) } }
  ) throws(ServiceFailure) -> String {
    // The specification has relative paths ignored.
    if let state = environment("XDG_STATE_HOME"), state.hasPrefix("/") { return "\(state)/pollux" }
    guard let home = environment("HOME"), home.hasPrefix("/") else {
      throw .configuration(
        "HOME is not set, so uploaded files have no place: name a directory with --data or POLLUX_DATA."
      )
    }
    return "\(home)/.local/state/pollux"
  }
}
