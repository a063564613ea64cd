/// The limits of one session; sizes in bytes.
package struct SessionLimits: FrameField, Hashable, Sendable {
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

  package func encode(into writer: inout FrameWriter) {
    writer.write(addressSpace, processes, openFiles, fileSize)
    writer.write(workSize, workInodes, temporarySize, temporaryInodes, sharedMemorySize, sharedMemoryInodes)
    writer.write(outputFiles, outputFileSize, outputTotalSize)
  }

  package init(from reader: inout FrameReader) throws(FrameError) {
    addressSpace = try reader.read()
    processes = try reader.read()
    openFiles = try reader.read()
    fileSize = try reader.read()
    workSize = try reader.read()
    workInodes = try reader.read()
    temporarySize = try reader.read()
    temporaryInodes = try reader.read()
    sharedMemorySize = try reader.read()
    sharedMemoryInodes = try reader.read()
    outputFiles = try reader.read()
    outputFileSize = try reader.read()
    outputTotalSize = try reader.read()
  }
}
