/// What the launcher needs to build the read-only root and the outer namespaces.
package struct LaunchSpecification: FrameField, Hashable, Sendable {
  /// The `pollux-sandbox` executable on the host; it is bound into the root and exec'd there as the fork server.
  package var sandboxExecutable: String
  /// The `pollux-init` executable on the host, pid 1 of every session.
  package var initExecutable: String
  /// The folder of the fixed library set on the host.
  package var libraries: String
  /// The first host id of the range sessions run under where the caller may map a range.
  package var idBase: UInt32
  /// How many ids the range holds.
  package var idCount: UInt32
  /// The level asked for: `restricted` makes no namespaces, the other two make them all.
  package var level: IsolationLevel

  package init(
    sandboxExecutable: String,
    initExecutable: String,
    libraries: String,
    idBase: UInt32,
    idCount: UInt32,
    level: IsolationLevel
  ) {
    self.sandboxExecutable = sandboxExecutable
    self.initExecutable = initExecutable
    self.libraries = libraries
    self.idBase = idBase
    self.idCount = idCount
    self.level = level
  }

  package func encode(into writer: inout FrameWriter) {
    writer.write(sandboxExecutable, initExecutable, libraries, idBase, idCount, level)
  }

  package init(from reader: inout FrameReader) throws(FrameError) {
    sandboxExecutable = try reader.read()
    initExecutable = try reader.read()
    libraries = try reader.read()
    idBase = try reader.read()
    idCount = try reader.read()
    level = try reader.read()
  }
}
