import Glibc
import SandboxProtocol

/// Finds the regular files in a folder and below it, as hostile code left them: links are never followed, and depth,
/// entries and lengths are bounded.
///
/// Hidden files and folders and Python's cache are passed over; devices, sockets and FIFOs are never opened.
struct FolderWalk {
  /// A regular file.
  struct File {
    /// From the top on, names parted by slashes.
    var path: [UInt8]
    var status: stat
  }

  /// The files found.
  private(set) var files: [File] = []
  /// What was not looked at, with the reason; a folder's path ends with a slash.
  private(set) var unseen: [(path: [UInt8], reason: String)] = []
  private let entryLimit: Int
  private var entryCount = 0

  /// Walks through a folder.
  /// - Parameters:
  ///   - folder: The folder, which stays open: code may have left no descriptor for another look at it.
  ///   - entryLimit: How many entries are looked at, in all folders together.
  init(through folder: OpaquePointer, entryLimit: Int) {
    self.entryLimit = entryLimit
    look(through: folder, at: [], depth: 1)
  }

  /// Opens a file by its path, each folder on the way by itself.
  /// - Parameters:
  ///   - path: A path that a walk found.
  ///   - folder: The folder it begins in.
  /// - Returns: The descriptor; negative with `errno` where the file cannot be opened or a link has taken its place.
  static func open(_ path: [UInt8], in folder: Int32) -> Int32 {
    var current = folder
    var names = path.split(separator: slash)
    let last = names.popLast() ?? []
    for name in names {
      let next = withName(name) { openat(current, $0, folderFlags) }
      let reason = errno
      if current != folder { Glibc.close(current) }
      errno = reason
      guard next >= 0 else { return next }
      current = next
    }
    // O_NONBLOCK: between the walk and this a FIFO may have taken the file's place.
    let descriptor = withName(last) { openat(current, $0, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC) }
    let reason = errno
    if current != folder { Glibc.close(current) }
    errno = reason
    return descriptor
  }

  private static let slash = UInt8(ascii: "/")
  private static let folderFlags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
  private static let cache = Array("__pycache__".utf8)

  /// - Parameters:
  ///   - stream: The folder.
  ///   - path: Its path with a slash at the end; empty for the top.
  ///   - depth: How many names a path of its files has.
  private mutating func look(through stream: OpaquePointer, at path: [UInt8], depth: Int) {
    var names: [[UInt8]] = []
    var isCut = false
    FolderEntries.forEach(of: stream) { entry in
      guard entryCount < entryLimit else {
        isCut = true
        return false
      }
      entryCount += 1
      let name = Array(UnsafeRawBufferPointer(start: entry, count: strlen(entry)))
      if name.first != UInt8(ascii: "."), name != Self.cache { names.append(name) }
      return true
    }
    for name in names { look(at: name, in: dirfd(stream), path, depth) }
    if isCut { pass(path, "more than \(entryLimit) entries") }
  }

  private mutating func look(into name: [UInt8], in folder: Int32, at path: [UInt8], depth: Int) {
    let descriptor = Self.withName(name[...]) { openat(folder, $0, Self.folderFlags) }
    // Gone, or no folder any more.
    if descriptor < 0, [ENOENT, ELOOP, ENOTDIR].contains(errno) { return }
    guard descriptor >= 0, let stream = fdopendir(descriptor) else {
      if descriptor >= 0 { Glibc.close(descriptor) }
      return pass(path, "it cannot be read")
    }
    look(through: stream, at: path, depth: depth)
    closedir(stream)
  }

  private mutating func look(at name: [UInt8], in folder: Int32, _ path: [UInt8], _ depth: Int) {
    var status = stat()
    guard Self.withName(name[...], { fstatat(folder, $0, &status, AT_SYMLINK_NOFOLLOW) }) == 0 else {
      if errno != ENOENT { pass(path + name, "it cannot be read") }
      return
    }
    switch status.st_mode & S_IFMT {
    case S_IFREG where path.count + name.count > FrameLimits.pathByteCount:
      pass(path + name, "its path is too long")
    case S_IFREG:
      files.append(File(path: path + name, status: status))
    case S_IFDIR where depth == FrameLimits.pathNameCount:
      pass(path + name + [Self.slash], "below too many folders")
    case S_IFDIR where path.count + name.count >= FrameLimits.pathByteCount:
      pass(path + name + [Self.slash], "its path is too long")
    case S_IFDIR:
      look(into: name, in: folder, at: path + name + [Self.slash], depth: depth + 1)
    default: break
    }
  }

  private mutating func pass(_ path: [UInt8], _ reason: String) {
    unseen.append((path.isEmpty ? Array("./".utf8) : path, reason))
  }

  private static func withName(_ name: ArraySlice<UInt8>, _ body: (UnsafePointer<CChar>) -> Int32) -> Int32 {
    (name + [0]).withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress else { return -1 }
      return body(base.assumingMemoryBound(to: CChar.self))
    }
  }
}
