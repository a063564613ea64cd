import CLinuxShim
import Glibc
import SandboxProtocol

/// The working directory as the session itself reads and fills it, by a descriptor from before user code.
struct OutputFiles {
  let limits: SessionLimits
  private let folder: Int32
  /// What the last block left, by name.
  private var known: [[UInt8]: Stamp] = [:]

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
    folder = try check(open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC), "open \(path)")
    self.limits = limits
  }

  /// Lets go of the folder.
  func close() { _ = Glibc.close(folder) }

  /// Copies an input file into the working directory, as the session's own write.
  /// - Parameters:
  ///   - name: The file's name; no path.
  ///   - source: A descriptor of its content.
  /// - Throws: `GuestError` where the name is taken or the file does not fit.
  mutating func place(_ name: String, from source: Int32) throws(GuestError) {
    guard source >= 0, !name.isEmpty, !name.utf8.contains(UInt8(ascii: "/")), name != ".", name != ".." else {
      throw GuestError(stage: "place \(name)", errno: EINVAL)
    }
    let flags = O_CREAT | O_EXCL | O_WRONLY | O_NOFOLLOW | O_CLOEXEC
    let target = try check(openat(folder, name, flags, 0o644), "make \(name)")
    defer { Glibc.close(target) }
    var buffer = [UInt8](repeating: 0, count: FrameLimits.chunkByteCount)
    var offset = 0
    while true {
      // By offset: the descriptor may be shared with the server, which places the file again after a replacement.
      let count = try check(pread(source, &buffer, buffer.count, offset), "read \(name)")
      if count == 0 { break }
      var written = 0
      while written < count {
        let result = buffer.withUnsafeBytes { write(target, $0.baseAddress.map { $0 + written }, count - written) }
        written += try check(result, "write \(name)")
      }
      offset += count
    }
    var status = stat()
    try check(fstat(target, &status), "look at \(name)")
    known[Array(name.utf8)] = Stamp(status)
  }

  /// Sends the regular files that are new or changed since the last block, oldest first.
  ///
  /// Hidden files and what lies in folders are left alone. Links, devices, sockets and FIFOs are never opened.
  /// - Parameter collector: Where they go; it keeps the caps.
  mutating func sendNewFiles(to collector: inout ArtifactCollector) {
    var seen: [[UInt8]: Stamp] = [:]
    var fresh: [(name: [UInt8], stamp: Stamp)] = []
    for name in listNames() {
      var status = stat()
      guard Self.withPath(name, { fstatat(folder, $0, &status, AT_SYMLINK_NOFOLLOW) }) == 0,
        status.st_mode & S_IFMT == S_IFREG
      else { continue }
      let stamp = Stamp(status)
      seen[name] = stamp
      if known[name] != stamp { fresh.append((name, stamp)) }
    }
    known = seen
    fresh.sort { first, second in
      first.stamp.modified == second.stamp.modified
        ? first.name.lexicographicallyPrecedes(second.name) : first.stamp.modified < second.stamp.modified
    }
    for (name, _) in fresh { send(name, to: &collector) }
  }

  private func send(_ name: [UInt8], to collector: inout ArtifactCollector) {
    guard collector.hasRoom else { return collector.leaveOut(name) }
    // O_NONBLOCK: between the look above and this open a FIFO may have taken the file's place.
    let descriptor = Self.withPath(name) { openat(folder, $0, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC) }
    guard descriptor >= 0 else { return }
    defer { Glibc.close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return }
    collector.send(file: descriptor, named: name, byteCount: UInt64(clamping: status.st_size))
  }

  /// The names in the working directory that are neither hidden nor Python's cache.
  private func listNames() -> [[UInt8]] {
    let copy = pollux_duplicate(folder, 0)
    guard copy >= 0, let stream = fdopendir(copy) else { return [] }
    defer { closedir(stream) }
    var names: [[UInt8]] = []
    FolderEntries.forEach(of: stream) { entry in
      let name = Array(UnsafeRawBufferPointer(start: entry, count: strlen(entry)))
      if name.first != UInt8(ascii: "."), name != Array("__pycache__".utf8) { names.append(name) }
    }
    return names
  }

  private static func withPath(_ name: [UInt8], _ body: (UnsafePointer<CChar>) -> Int32) -> Int32 {
    (name + [0]).withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress else { return -1 }
      return body(base.assumingMemoryBound(to: CChar.self))
    }
  }
}
