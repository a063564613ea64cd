import Glibc

/// What the fork server of the level `restricted` is told by its arguments.
///
/// No secret is among them: user code reads them in `/proc/self/cmdline`.
struct RestrictedSetting {
  private static let mark = "restricted"
  private static let callerID = "caller"
  /// The fork server's end of the pipe over which it says whose folder may go.
  static let removals: Int32 = 9

  /// The private folder, in which each session has one by its number.
  var folder: String
  /// The folder of the fixed library set.
  var libraries: String
  /// The first id of the range sessions take theirs from; nil: all have the caller's.
  var idBase: uid_t?

  init(folder: String, libraries: String, idBase: uid_t?) {
    (self.folder, self.libraries, self.idBase) = (folder, libraries, idBase)
  }

  /// Reads the fork server's arguments.
  /// - Parameter arguments: All of them; nil comes of those of another level.
  init?(arguments: [String]) {
    guard arguments.count == 6, arguments[2] == Self.mark else { return nil }
    idBase = uid_t(arguments[3])
    guard idBase != nil || arguments[3] == Self.callerID else { return nil }
    (folder, libraries) = (arguments[4], arguments[5])
  }

  /// The arguments that say the same.
  /// - Parameter executable: The first of them.
  /// - Returns: What `init(arguments:)` reads.
  func arguments(of executable: String) -> [String] {
    [
      executable, SandboxProgram.forkServerArgument, Self.mark, idBase.map { String($0) } ?? Self.callerID, folder,
      libraries,
    ]
  }

  /// Where `pip` is that says that nothing can be installed: the module, and the programs.
  var moduleFolder: String { folder + "/python" }
  var programFolder: String { folder + "/bin" }
}
