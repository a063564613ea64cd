/// Where a session has its files.
struct SessionPlace {
  /// The working directory, which is `HOME` too.
  var folder = "/work"
  /// `TMPDIR`, where it is not `/tmp`; beside the working directory, for what is in there is the block's output.
  var temporary: String?
  /// The folder of both, where they are not in a root of the session's own.
  var parent: String?

  /// The places in a root of the session's own.
  init() {}

  /// The places in a folder of the machine.
  /// - Parameter parent: The session's folder.
  init(below parent: String) {
    (self.parent, folder, temporary) = (parent, parent + "/work", parent + "/tmp")
  }
}
