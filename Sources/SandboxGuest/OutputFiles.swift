import Glibc
import SandboxProtocol

/// The working directory as the session itself reads and fills it, by a descriptor from before user code.
struct OutputFiles {
  let limits: SessionLimits
  private let folder: OpaquePointer
  /// What the last block left, by path.
  private var known: [[UInt8]: Stamp] = [:]
  /// The paths the last block was told are not looked at.
  private var told: Set<[UInt8]> = []

  /// What changes when a file does.
  private struct Stamp: Equatable {
    var inode: UInt64
    var size: Int64
    var modified: Int64
    var changed: Int64

    init(_ status: stat) {
      inode = UInt64(status.st_ino)
      size = Int64(status.st_size)
      modified = Int64(status.st_mtim.tv_sec) &* 1_000_000_000 &+ Int64(status.st_mtim.tv_nsec)
      changed = Int64(status.st_ctim.tv_sec) &* 1_000_000_000 &+ Int64(status.st_ctim.tv_nsec)
    }
  }

  init(folder path: String, limits: SessionLimits) throws(GuestError) {
    let descriptor = try check(open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC), .openFile, path)
    guard let folder = fdopendir(descriptor) else { throw GuestError(.openFile, path, errno: errno) }
    self.folder = folder
    self.limits = limits
  }

  /// Lets go of the folder.
  func close() { closedir(folder) }

  /// Copies an input file into the working directory, as the session's own write.
  /// - Parameters:
  ///   - name: The file's name; no path.
  ///   - source: A descriptor of its content.
  /// - Throws: `GuestError` where the name is taken or the file does not fit.
  mutating func place(_ name: String, from source: Int32) throws(GuestError) {
    guard source >= 0, !name.isEmpty, !name.utf8.contains(UInt8(ascii: "/")), name != ".", name != ".." else {
      throw GuestError(.placeFile, name, errno: EINVAL)
    }
    let flags = O_CREAT | O_EXCL | O_WRONLY | O_NOFOLLOW | O_CLOEXEC
    let target = try check(openat(dirfd(folder), name, flags, 0o644), .placeFile, name)
    defer { Glibc.close(target) }
    var buffer = [UInt8](repeating: 0, count: FrameLimits.chunkByteCount)
    var offset = 0
    while true {
      // By offset: the descriptor may be shared with the server, which places the file again after a replacement.
      let count = try check(pread(source, &buffer, buffer.count, offset), .placeFile, name)
      if count == 0 { break }
      var written = 0
      while written < count {
        let result = buffer.withUnsafeBytes { write(target, $0.baseAddress.map { $0 + written }, count - written) }
        written += try check(result, .placeFile, name)
      }
      offset += count
    }
    var status = stat()
    try check(fstat(target, &status), .placeFile, name)
    known[Array(name.utf8)] = Stamp(status)
  }

  /// Sends the regular files that are new or changed since the last block, oldest first, subfolders included.
  ///
  /// What `FolderWalk` passes over is left alone, and told once where it may hold files.
  /// - Parameter collector: Where they go; it keeps the caps.
  mutating func sendNewFiles(to collector: inout ArtifactCollector) {
    let walk = FolderWalk(through: folder, entryLimit: Int(clamping: limits.workInodes))
    var seen: [[UInt8]: Stamp] = [:]
    var fresh: [(path: [UInt8], stamp: Stamp)] = []
    for file in walk.files {
      let stamp = Stamp(file.status)
      seen[file.path] = stamp
      if known[file.path] != stamp { fresh.append((file.path, stamp)) }
    }
    known = seen
    fresh.sort { first, second in
      first.stamp.modified == second.stamp.modified
        ? first.path.lexicographicallyPrecedes(second.path) : first.stamp.modified < second.stamp.modified
    }
    for (path, _) in fresh { send(path, to: &collector) }
    for (path, reason) in walk.unseen where !told.contains(path) { collector.leaveOut(path, because: reason) }
    told = Set(walk.unseen.map(\.path))
  }

  private func send(_ path: [UInt8], to collector: inout ArtifactCollector) {
    guard collector.hasRoom else { return collector.leaveOut(path) }
    let descriptor = FolderWalk.open(path, in: dirfd(folder))
    guard descriptor >= 0 else {
      // Gone, or replaced by what is not a file: then the block did not leave one.
      guard ![ENOENT, ELOOP, ENOTDIR, ENXIO].contains(errno) else { return }
      return collector.leaveOut(path, because: "it cannot be read")
    }
    defer { Glibc.close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return }
    collector.send(file: descriptor, named: path, byteCount: UInt64(clamping: status.st_size))
  }
}
