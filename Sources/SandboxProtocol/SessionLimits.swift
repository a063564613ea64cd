/// The limits of one session; sizes in bytes.
package struct SessionLimits: Hashable, Sendable {
  /// Address space of each process (`RLIMIT_AS`); the memory limit where no cgroup is to be had.
  package var addressSpace: UInt64
  /// Processes and threads together (`RLIMIT_NPROC`, counted per user namespace).
  package var processes: UInt64
  /// Open descriptors of each process.
  package var openFiles: UInt64
  /// The largest file a process may write.
  package var fileSize: UInt64
  /// The size of the working directory's tmpfs, and how many inodes it holds.
  package var workSize: UInt64
  package var workInodes: UInt64
  package var temporarySize: UInt64
  package var temporaryInodes: UInt64
  package var sharedMemorySize: UInt64
  package var sharedMemoryInodes: UInt64
  /// Figures and files a block may give back, the size of each and of all together.
  package var outputFiles: UInt64
  package var outputFileSize: UInt64
  package var outputTotalSize: UInt64

  package init(
    addressSpace: UInt64,
    processes: UInt64,
    openFiles: UInt64,
    fileSize: UInt64,
    workSize: UInt64,
    workInodes: UInt64,
    temporarySize: UInt64,
    temporaryInodes: UInt64,
    sharedMemorySize: UInt64,
    sharedMemoryInodes: UInt64,
    outputFiles: UInt64,
    outputFileSize: UInt64,
    outputTotalSize: UInt64
  ) {
    self.addressSpace = addressSpace
    self.processes = processes
    self.openFiles = openFiles
    self.fileSize = fileSize
    self.workSize = workSize
    self.workInodes = workInodes
    self.temporarySize = temporarySize
    self.temporaryInodes = temporaryInodes
    self.sharedMemorySize = sharedMemorySize
    self.sharedMemoryInodes = sharedMemoryInodes
    self.outputFiles = outputFiles
    self.outputFileSize = outputFileSize
    self.outputTotalSize = outputTotalSize
  }

  private static var fields: [WritableKeyPath<SessionLimits, UInt64>] {
    [
      \.addressSpace, \.processes, \.openFiles, \.fileSize, \.workSize, \.workInodes, \.temporarySize,
      \.temporaryInodes, \.sharedMemorySize, \.sharedMemoryInodes, \.outputFiles, \.outputFileSize, \.outputTotalSize,
    ]
  }

  func encode(into writer: inout FrameWriter) {
    for field in Self.fields { writer.write(self[keyPath: field]) }
  }

  init(from reader: inout FrameReader) throws(FrameError) {
    self.init(
      addressSpace: 0,
      processes: 0,
      openFiles: 0,
      fileSize: 0,
      workSize: 0,
      workInodes: 0,
      temporarySize: 0,
      temporaryInodes: 0,
      sharedMemorySize: 0,
      sharedMemoryInodes: 0,
      outputFiles: 0,
      outputFileSize: 0,
      outputTotalSize: 0
    )
    for field in Self.fields { self[keyPath: field] = try reader.readUInt64() }
  }
}
