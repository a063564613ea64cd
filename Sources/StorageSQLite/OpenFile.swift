import Glibc

/// An open file; closed when it is released.
final class OpenFile: Sendable {
  private let path: String
  let descriptor: Int32

  /// Opens a file that children of this process do not inherit.
  ///
  /// - Parameters:
  ///   - path: The file or directory.
  ///   - flags: As for `open(2)`.
  /// - Throws: `SystemError` if the system refuses. A new file is readable by its owner alone.
  init(_ path: String, _ flags: Int32) throws(SystemError) {
    self.path = path
    descriptor = open(path, flags | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw SystemError(call: "open", path: path, errno: errno) }
  }

  deinit {
    close(descriptor)
  }

  var size: Int {
    get throws(SystemError) {
      var status = stat()
      try check("fstat", fstat(descriptor, &status))
      return Int(status.st_size)
    }
  }

  /// Writes all bytes from a position on.
  func write(_ bytes: [UInt8], at offset: Int) throws(SystemError) {
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeBytes {
        pwrite(descriptor, $0.baseAddress?.advanced(by: done), $0.count - done, off_t(offset + done))
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw SystemError(call: "write", path: path, errno: count < 0 ? errno : ENOSPC) }
      done += count
    }
  }

  /// Reads bytes from a position on, fewer if the file ends before.
  func read(count wanted: Int, at offset: Int = 0) throws(SystemError) -> [UInt8] {
    var failure: SystemError?
    let bytes = [UInt8](unsafeUninitializedCapacity: wanted) { buffer, done in
      while done < wanted {
        let count = pread(descriptor, buffer.baseAddress?.advanced(by: done), wanted - done, off_t(offset + done))
        if count < 0, errno == EINTR { continue }
        if count < 0 { failure = SystemError(call: "read", path: path, errno: errno) }
        guard count > 0 else { return }
        done += count
      }
    }
    if let failure { throw failure }
    return bytes
  }

  func truncate(to size: Int) throws(SystemError) {
    try check("ftruncate", ftruncate(descriptor, off_t(size)))
  }

  /// Waits until everything written is on the disk; of a directory, its entries.
  func synchronize() throws(SystemError) {
    try check("fsync", fsync(descriptor))
  }

  /// Waits until what was written, and the size it gave the file, are on the disk.
  func synchronizeData() throws(SystemError) {
    try check("fdatasync", fdatasync(descriptor))
  }

  /// Locks the file for this process; the kernel releases the lock when the process ends, however it ends.
  ///
  /// - Returns: False if another process holds the lock.
  /// - Throws: `SystemError` if the file system does not support locks.
  func lock() throws(SystemError) -> Bool {
    if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return true }
    guard errno == EWOULDBLOCK else { throw SystemError(call: "flock", path: path, errno: errno) }
    return false
  }

  private func check(_ call: String, _ result: Int32) throws(SystemError) {
    guard result == 0 else { throw SystemError(call: call, path: path, errno: errno) }
  }
}
