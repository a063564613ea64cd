import Glibc
import Synchronization

/// Room reserved in the data directory, released when the disk is full so that something can still be deleted.
///
/// A database writes before it frees: it logs the pages that change, and records in a table that others no longer count.
/// Without a reserve nobody could delete anything from a full disk.
final class DiskReserve: Sendable {
  static let fileName = "reserve"
  /// In bytes.
  ///
  /// Deleting two hundred files, or a cached prompt of gigabytes, changes fewer pages than that.
  static let byteCount = 1 << 20

  private let path: String
  private let isHeld = Mutex(false)

  /// - Parameter directory: Where the room is, on the disk of the database.
  init(directory: String) {
    path = "\(directory)/\(Self.fileName)"
  }

  /// Reserves the room unless it is reserved; if the disk has none, the next call tries again.
  func take() {
    isHeld.withLock { isHeld in
      guard !isHeld else { return }
      let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
      guard descriptor >= 0 else { return }
      // Not ftruncate: a file with a hole reserves nothing.
      isHeld = posix_fallocate(descriptor, 0, off_t(Self.byteCount)) == 0
      close(descriptor)
      // A part of the reserve is of no use.
      if !isHeld { unlink(path) }
    }
  }

  /// Releases the room, also that of an earlier process.
  func release() {
    isHeld.withLock { isHeld in
      unlink(path)
      isHeld = false
    }
  }
}
