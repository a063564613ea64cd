import Glibc

/// What an input file holds.
package enum FileContent: Sendable {
  case bytes([UInt8])
  /// A file of the server's that no longer changes, open for reading alone; `owner` keeps it open.
  case open(descriptor: Int32, byteCount: Int, owner: any AnyObject & Sendable)

  /// Checks what makes it safe to lend an open file to a session, which reads it and closes it.
  ///
  /// Code of a user's could open the file anew by its descriptor, in another mode, where it runs as the server's user: so
  /// no code may have run there yet. The descriptor shows nothing but this one file, and cannot write to it.
  /// - Parameters:
  ///   - name: The file, for the error.
  ///   - hasRunCode: Whether a block has run in the session.
  /// - Throws: `SandboxError.inputFile` for what may not be lent.
  func checkLending(_ name: String, hasRunCode: Bool) throws(SandboxError) {
    guard case .open(let descriptor, let byteCount, _) = self else { return }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw .inputFile(name: name, reason: String(cString: strerror(errno)))
    }
    guard !hasRunCode, status.st_mode & S_IFMT == S_IFREG, status.st_size == byteCount,
      fcntl(descriptor, F_GETFL) & O_ACCMODE == O_RDONLY
    else { throw .inputFile(name: name, reason: "an open file that may not be lent to the session") }
  }
}
